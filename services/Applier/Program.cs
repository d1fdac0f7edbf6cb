using BunnyDb.Applier;
using BunnyDb.Hosting;

return await BunnyService.RunAsync(args, "applier", services => services.AddApplier());
