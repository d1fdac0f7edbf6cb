using System.Text;
using BunnyDb.Postgres.Schema;

namespace BunnyDb.Unit.Schema;

public sealed class FreeNamesTests
{
    [Fact]
    public void A_free_name_is_kept() => new FreeNames(["b"]).Take("a").ShouldBe("a");

    [Fact]
    public void A_name_that_was_given_out_is_taken()
    {
        var names = new FreeNames(["a"]);
        names.Take("a").ShouldBe("a_1");
        names.Take("a").ShouldBe("a_2");
        names.Take("a_1").ShouldBe("a_1_1");
    }

    [Fact]
    public void A_variant_of_a_63_byte_name_has_63_bytes_and_whole_characters()
    {
        var wanted = string.Concat(Enumerable.Repeat("é", 31)) + "x";
        var variant = new FreeNames([wanted]).Take(wanted);
        Encoding.UTF8.GetByteCount(variant).ShouldBeLessThanOrEqualTo(63);
        variant.ShouldBe(string.Concat(Enumerable.Repeat("é", 30)) + "_1");
    }
}
