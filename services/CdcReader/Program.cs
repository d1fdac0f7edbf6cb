using BunnyDb.CdcReader;
using BunnyDb.Hosting;

return await BunnyService.RunAsync(args, "cdc-reader", services => services.AddCdcReader());
