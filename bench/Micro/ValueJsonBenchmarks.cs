using System.Buffers;
using BenchmarkDotNet.Attributes;
using Keyway.Engine.Values;

namespace Keyway.Micro;

public class ValueJsonBenchmarks
{
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private byte[] _json = [];
    private Value _value;

    [Params("order", "webhook")]
    public string Payload { get; set; } = "order";

    [GlobalSetup]
    public void Setup()
    {
        _json = Payload == "order" ? Payloads.Order : Payloads.Webhook;
        _value = ValueJson.Parse(_json);
    }

    [Benchmark]
    public Value Parse() => ValueJson.Parse(_json);

    [Benchmark]
    public int Write()
    {
        _buffer.ResetWrittenCount();
        ValueJson.Write(_buffer, _value, LeafWriter.Handles);
        return _buffer.WrittenCount;
    }
}
