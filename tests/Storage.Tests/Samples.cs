using System.Text;
using Keyway.Engine.Redaction;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Engine.Values;

namespace Keyway.Storage.Tests;

/// <summary>Runs as the engine would make them.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 11, 5, 0, TimeSpan.Zero);
    public static readonly byte[] MasterKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public static Payload Json(string json) => new Payload.Kept(new Redactor(new SecretArena()).Json(ValueJson.Parse(json)));

    public static string TextOf(Payload payload) => Encoding.UTF8.GetString(payload.ShouldBeOfType<Payload.Opened>().Data.Span);

    public static RunId Id(DateTimeOffset at, Entropy entropy) => RunId.New(new FrozenTime(at), entropy);

    private sealed class FrozenTime(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
    }
}
