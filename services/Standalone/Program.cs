using BunnyDb.Applier;
using BunnyDb.CdcReader;
using BunnyDb.ControlPlane;
using BunnyDb.Hosting;
using BunnyDb.SnapshotWorker;

return await BunnyService.RunAsync(
    args,
    "standalone",
    services => services.AddControlPlane().AddCdcReader().AddSnapshotWorker().AddApplier(),
    app => app.MapControlPlane());
