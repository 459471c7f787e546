using System.Text;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;

namespace Keyway.Storage.Tests.Sealing;

public class SealerTests
{
    private static readonly Entropy Seed = Entropies.Seeded(61);
    private static readonly Sealer Sealer = new(Samples.MasterKey, Seed);
    private static readonly RunId Run = Samples.Id(Samples.Start, Seed), Other = Samples.Id(Samples.Start, Seed);

    [Theory]
    [InlineData(0, 2048)]
    [InlineData(1, 2048)]
    [InlineData(2044, 2048)]
    [InlineData(2045, 4096)]
    [InlineData(5000, 8192)]
    public void A_box_opens_to_what_was_put_in_and_its_length_tells_nothing(int plain, int padded)
    {
        var secret = new byte[plain];
        new Random(1).NextBytes(secret);
        var box = Sealer.SealBox(Run, secret);
        Sealer.OpenBox(Run, box).ShouldBe(secret);
        (box.WrappedKey.Length, box.Sealed.Length).ShouldBe((32, padded + 16));
    }

    [Fact]
    public void A_box_opens_for_its_run_under_its_master_key_undamaged_and_with_its_own_key()
    {
        var box = Sealer.SealBox(Run, "secret"u8);
        var another = Sealer.SealBox(Run, "secret"u8);
        box.Sealed.Span.SequenceEqual(another.Sealed.Span).ShouldBeFalse();

        Refused(() => Sealer.OpenBox(Other, box));
        Refused(() => new Sealer(new byte[32], Seed).OpenBox(Run, box));
        Refused(() => Sealer.OpenBox(Run, box with { WrappedKey = another.WrappedKey }));
        Refused(() => Sealer.OpenBox(Run, box with { WrappedKey = default }));
        Refused(() => Sealer.OpenBox(Run, box with { Sealed = box.Sealed[..10] }));
        for (var i = 0; i < box.Sealed.Length; i += 97) Refused(() => Sealer.OpenBox(Run, box with { Sealed = Damaged(box.Sealed.Span, i) }));
    }

    [Fact]
    public void Payloads_are_bound_to_their_run_and_to_their_facts()
    {
        var @sealed = Sealer.SealPayloads(Run, "facts"u8, "data"u8);
        Sealer.OpenPayloads(Run, "facts"u8, @sealed.WrappedKey, @sealed.Sealed).ShouldBe("data"u8.ToArray());
        @sealed.Sealed.Length.ShouldBe(4 + 16);

        Refused(() => Sealer.OpenPayloads(Other, "facts"u8, @sealed.WrappedKey, @sealed.Sealed));
        Refused(() => Sealer.OpenPayloads(Run, "other"u8, @sealed.WrappedKey, @sealed.Sealed));
        Refused(() => Sealer.OpenPayloads(Run, "facts"u8, Damaged(@sealed.WrappedKey, 3), @sealed.Sealed));
        Refused(() => Sealer.OpenPayloads(Run, "facts"u8, @sealed.WrappedKey, Damaged(@sealed.Sealed, 3)));
    }

    [Fact]
    public void Payloads_and_boxes_cannot_be_passed_off_as_each_other()
    {
        var box = Sealer.SealBox(Run, "x"u8);
        var payloads = Sealer.SealPayloads(Run, [], "x"u8);
        Refused(() => Sealer.OpenPayloads(Run, [], box.WrappedKey.Span, box.Sealed.Span));
        Refused(() => Sealer.OpenBox(Run, new(payloads.WrappedKey, payloads.Sealed)));
    }

    [Fact]
    public void An_item_is_bound_to_its_kind_and_name()
    {
        var item = Sealer.SealItem("Account", "acme", "token"u8);
        Encoding.UTF8.GetString(Sealer.OpenItem("Account", "acme", item)).ShouldBe("token");
        Refused(() => Sealer.OpenItem("Account", "other", item));
        Refused(() => Sealer.OpenItem("Secret", "acme", item));
        Refused(() => Sealer.OpenItem("Account", "acme", item.AsSpan(0, 20)));
        Refused(() => Sealer.OpenItem("Account", "acme", []));
        Refused(() => new Sealer(new byte[32], Seed).OpenItem("Account", "acme", item));
    }

    /// <summary>Names may hold a slash: what stands on which side of it must not be open to argument.</summary>
    [Fact]
    public void Kind_and_name_are_not_run_together()
    {
        var item = Sealer.SealItem("a", "b/c", "token"u8);
        Refused(() => Sealer.OpenItem("a/b", "c", item));
    }

    [Fact]
    public void The_same_seed_makes_the_same_bytes()
    {
        byte[] Make() => new Sealer(Samples.MasterKey, Entropies.Seeded(5)).SealItem("kind", "name", "token"u8);
        Make().ShouldBe(Make());
    }

    [Fact]
    public void A_master_key_has_32_bytes()
    {
        Should.Throw<ArgumentException>(() => new Sealer(new byte[16], Seed));
    }

    private static void Refused(Action open) => Should.Throw<SealException>(open).Message.ShouldContain("does not open");

    private static byte[] Damaged(ReadOnlySpan<byte> bytes, int at)
    {
        var damaged = bytes.ToArray();
        damaged[at] ^= 1;
        return damaged;
    }
}
