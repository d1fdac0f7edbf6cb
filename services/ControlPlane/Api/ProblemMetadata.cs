namespace BunnyDb.ControlPlane.Api;

/// <summary>Tells the OpenAPI document which problems an operation ends with.</summary>
internal static class ProblemMetadata
{
    internal static TBuilder ProducesProblems<TBuilder>(this TBuilder builder, params int[] statuses) where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            foreach (var status in statuses)
            {
                endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(Problem), [Problem.MediaType]));
            }
        });
        return builder;
    }
}
