using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Keyway.Server.Ingress;

/// <summary>
/// A body as read, in memory that goes back to the pool wiped: it held the caller's credentials. Never more than its limit, whatever the
/// caller announced.
/// </summary>
public sealed class RequestBody : IDisposable
{
    // What a caller merely announces costs no more than this; the rest is rented as it arrives.
    private const int MostRentedAhead = 64 * 1024;
    private byte[] _rented;

    public RequestBody(int expected) => _rented = expected == 0 ? [] : ArrayPool<byte>.Shared.Rent(Math.Min(expected, MostRentedAhead));

    public int Length { get; private set; }
    public ReadOnlyMemory<byte> Bytes => _rented.AsMemory(0, Length);
    public ReadOnlySpan<byte> Span => _rented.AsSpan(0, Length);

    /// <summary>Reads the whole body, once.</summary>
    public static async ValueTask<BodyRead> Read(HttpContext http, int maxBytes)
    {
        var announced = http.Request.ContentLength;
        if (announced > maxBytes) return new(Refusal.TooLarge(maxBytes));
        // Kestrel counts the framing of chunks too, and a chunk may hold one byte: its limit is only there to bound what framing costs.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = announced ?? (maxBytes * 8L) + 65536;
        if (announced == 0 || (announced is null && http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })) return new(new RequestBody(0));

        var body = new RequestBody((int)(announced ?? 4096));
        try
        {
            var reader = http.Request.BodyReader;
            while (true)
            {
                var read = await reader.ReadAsync(http.RequestAborted);
                var fits = read.Buffer.Length <= maxBytes - body.Length;
                if (fits) body.Append(read.Buffer);
                reader.AdvanceTo(read.Buffer.End);
                if (!fits)
                {
                    body.Dispose();
                    return new(Refusal.TooLarge(maxBytes));
                }
                if (read.IsCompleted) return new(body);
            }
        }
        catch (BadHttpRequestException e)
        {
            body.Dispose();
            return new(e.StatusCode switch { 413 => Refusal.TooLarge(maxBytes), 408 => Refusal.TooSlow, _ => Refusal.BadRequest });
        }
        catch (IOException) when (!http.RequestAborted.IsCancellationRequested)
        {
            // What Kestrel throws for a chunk size beyond all numbers.
            body.Dispose();
            return new(Refusal.BadRequest);
        }
        catch
        {
            // The caller is gone: nothing to answer, and nothing may stay in the pool.
            body.Dispose();
            throw;
        }
    }

    public MemoryStream Open() => new(_rented, 0, Length, writable: false);

    /// <summary>Room for more, to be filled and then counted by <see cref="Advance"/>.</summary>
    public Memory<byte> Room(int atLeast)
    {
        if (_rented.Length - Length < atLeast) Grow(Length + atLeast);
        return _rented.AsMemory(Length);
    }

    public void Advance(int count) => Length += count;

    private void Append(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        bytes.CopyTo(Room((int)bytes.Length).Span);
        Advance((int)bytes.Length);
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _rented.Length * 2));
        Span.CopyTo(larger);
        Return();
        _rented = larger;
    }

    public void Dispose()
    {
        Return();
        _rented = [];
        Length = 0;
    }

    private void Return()
    {
        if (_rented.Length > 0) ArrayPool<byte>.Shared.Return(_rented, clearArray: true);
    }
}

/// <summary>A body, or why there is none.</summary>
public readonly struct BodyRead
{
    public BodyRead(RequestBody body) => Body = body;
    public BodyRead(Refusal refusal) => Refusal = refusal;

    public RequestBody? Body { get; }
    public Refusal? Refusal { get; }
}
