using BunnyDb.ControlPlane;
using BunnyDb.Hosting;

return await BunnyService.RunAsync(args, "control-plane", services => services.AddControlPlane(), app => app.MapControlPlane());
