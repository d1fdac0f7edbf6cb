using BunnyDb.Hosting;
using BunnyDb.SnapshotWorker;

return await BunnyService.RunAsync(args, "snapshot-worker", services => services.AddSnapshotWorker());
