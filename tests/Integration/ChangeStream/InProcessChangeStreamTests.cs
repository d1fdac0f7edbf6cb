using BunnyDb.ChangeStream;
using BunnyDb.ChangeStream.InProcess;

namespace BunnyDb.Integration.ChangeStream;

public sealed class InProcessChangeStreamTests : ChangeStreamContract
{
    private readonly InProcessChangeStream stream = new();

    protected override Task<IChangeStream> StreamAsync() => Task.FromResult<IChangeStream>(stream);
}
