using BunnyDb.Cli;

return await BunnyCommand.Create().Parse(args).InvokeAsync();
