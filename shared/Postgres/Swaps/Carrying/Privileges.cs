using BunnyDb.Postgres.Schema;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>Privileges on the table and on its columns.</summary>
internal static class Privileges
{
    internal static async Task CarryAsync(SwapScene scene, SwapScript script, CancellationToken ct)
    {
        var privileges = await Privilege.ReadAsync(scene.Connection, scene.Subjects.SelectMany(subject => (uint[])[subject.LiveOid, subject.ShadowOid]), ct);
        foreach (var subject in scene.Subjects)
        {
            var (wanted, present) = (privileges[subject.LiveOid].ToList(), privileges[subject.ShadowOid].ToList());
            if (!wanted.ToHashSet().SetEquals(present))
            {
                var holders = present.Select(privilege => privilege.Grantee).Append(subject.Owner);
                script.AddAll(SwapStage.Dress, Privilege.Statements($"table {subject.LiveSql}", holders, wanted, scene.SessionRole));
            }
        }
    }
}
