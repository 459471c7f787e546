using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;

namespace Keyway.Micro;

public class SealingBenchmarks
{
    private static readonly RunId Run = RunId.New(TimeProvider.System, RandomNumberGenerator.Fill);

    private readonly Sealer _sealer = new(new byte[32], RandomNumberGenerator.Fill);
    private readonly byte[] _facts = new byte[120];
    private byte[] _plain = [];
    private SealedPayloads _sealed;

    /// <summary>Bytes of payload: a run of two small steps, and one that handles a large webhook.</summary>
    [Params(1_000, 50_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _plain = RandomNumberGenerator.GetBytes(Bytes);
        _sealed = Seal();
    }

    [Benchmark]
    public SealedPayloads Seal() => _sealer.SealPayloads(Run, _facts, _plain);

    [Benchmark]
    public byte[] Open() => _sealer.OpenPayloads(Run, _facts, _sealed.WrappedKey, _sealed.Sealed);

    [Benchmark]
    public SealedBox SealBox() => _sealer.SealBox(Run, _plain);
}
