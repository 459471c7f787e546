using System.Buffers;
using System.Collections.Frozen;
using Keyway.Engine.Steps;

namespace Keyway.Server.Ingress;

/// <summary>Which headers of a workflow's answer may go out: those that neither break the framing nor speak in the server's name.</summary>
public static class AnswerHeaders
{
    private static readonly SearchValues<char> NameChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly FrozenSet<string> Ours = new[]
    {
        "connection", "content-length", "date", "keep-alive", "keyway-run", "preference-applied", "proxy-connection", "server", "te", "trailer", "transfer-encoding",
        "upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool MaySend(HttpAnswerHeader header) =>
        header.Name.Length > 0
        && !header.Name.AsSpan().ContainsAnyExcept(NameChars)
        && !Ours.Contains(header.Name)
        // Printable ASCII alone: a line break here would let a caller's data write headers of its own.
        && !header.Value.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
