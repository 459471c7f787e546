using System.Buffers;
using System.Security.Cryptography;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>A hash in the making, keyed or not. It carries the labels of its key and of all that went into it.</summary>
internal sealed class HashObject(HashAlgorithmName algorithm, byte[]? key) : HostObject
{
    private readonly ArrayBufferWriter<byte> _input = new();
    private bool _isDone;

    public override Members Members => CryptoMembers.OfHash;
    public override string TypeName => "a hash";

    public void Update(Evaluator ev, byte[] bytes)
    {
        if (_isDone) throw ev.TypeError("the hash has given its digest already");
        _input.Write(bytes);
    }

    public byte[] Digest(Evaluator ev)
    {
        if (_isDone) throw ev.TypeError("the hash has given its digest already");
        _isDone = true;
        var input = _input.WrittenSpan;
        return key is null ? CryptographicOperations.HashData(algorithm, input) : CryptographicOperations.HmacData(algorithm, key, input);
    }
}

internal static class CryptoMembers
{
    public static readonly Members OfHash = new("Hash", ObjectMembers.Instance)
    {
        { "update", 1, LabelRule.PassesOn, Update },
        { "digest", 1, Digest },
    };

    public static readonly Members Instance = new("Crypto", ObjectMembers.Instance)
    {
        { "createHash", 1, (in NativeCall call) => Value.FromHost(new HashObject(Algorithm(call), null)) },
        { "createHmac", 2, (in NativeCall call) => Value.FromHost(new HashObject(Algorithm(call), BufferStatics.Bytes(call, 1, "utf8"))) },
        { "randomUUID", 0, LabelRule.PassesOn, RandomUuid },
        { "timingSafeEqual", 2, LabelRule.Verdict, TimingSafeEqual },
    };

    private static HashAlgorithmName Algorithm(in NativeCall call) => call.Text(0).ToLowerInvariant() switch
    {
        "md5" => HashAlgorithmName.MD5,
        "sha1" or "sha-1" => HashAlgorithmName.SHA1,
        "sha256" or "sha-256" => HashAlgorithmName.SHA256,
        "sha384" or "sha-384" => HashAlgorithmName.SHA384,
        "sha512" or "sha-512" => HashAlgorithmName.SHA512,
        _ => throw call.Ev.TypeError("a hash that is not known; there are md5, sha1, sha256, sha384 and sha512"),
    };

    private static HashObject Of(in NativeCall call) => call.Self.Host as HashObject ?? throw call.Ev.TypeError($"a hash is expected, not {To.TypeName(call.Self)}");

    private static Value Update(in NativeCall call)
    {
        Of(call).Update(call.Ev, BufferStatics.Bytes(call, 0, Encodings.Name(call, 1)));
        Of(call).Mix(call.ArgumentLabels);
        return call.Self;
    }

    private static Value Digest(in NativeCall call)
    {
        var bytes = Of(call).Digest(call.Ev);
        return call[0].RawText is null ? Value.FromHost(new BytesObject(bytes)) : Encodings.ToText(call.Ev, bytes, Encodings.Name(call, 0));
    }

    private static Value RandomUuid(in NativeCall call)
    {
        Span<byte> bytes = stackalloc byte[16];
        call.Ev.Random.NextBytes(bytes);
        bytes[6] = (byte)(0x40 | bytes[6] & 0x0f);
        bytes[8] = (byte)(0x80 | bytes[8] & 0x3f);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    private static Value TimingSafeEqual(in NativeCall call)
    {
        var a = BufferStatics.Bytes(call, 0, "utf8");
        var b = BufferStatics.Bytes(call, 1, "utf8");
        return a.Length == b.Length ? CryptographicOperations.FixedTimeEquals(a, b) : throw call.Ev.RangeError("the two buffers differ in length");
    }
}
