using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Mirrors.Configuration;

/// <summary>A mirror that is asked for and whose request makes sense by itself.</summary>
internal sealed record MirrorDraft(
    MirrorName Name, string SourcePeer, string DestinationPeer, MirrorOptions Options, IReadOnlyList<TableMapping> Mappings)
{
    /// <exception cref="ProblemException">400 with every field that is wrong.</exception>
    internal static MirrorDraft Of(MirrorRequest request)
    {
        var errors = new FieldErrors();
        errors.Require(MirrorName.IsLegal(request.Name), "name", "'name' must be 1 to 48 of a-z, 0-9 and _ (it becomes part of a slot's name).");
        errors.Require(!string.IsNullOrEmpty(request.SourcePeer), "source_peer", "'source_peer' is required: the name of a peer.");
        errors.Require(!string.IsNullOrEmpty(request.DestinationPeer), "destination_peer", "'destination_peer' is required: the name of a peer.");
        OptionsValidator.Validate(request, errors);
        var mappings = MappingValidator.Validate(request.TableMappings, errors);
        errors.ThrowIfAny();
        return new MirrorDraft(new MirrorName(request.Name!), request.SourcePeer!, request.DestinationPeer!, request.ToOptions(), mappings);
    }
}
