using System.Text;

namespace Keyway.Micro;

/// <summary>JSON as it comes through the door: a small order, and a webhook of some 20 KiB.</summary>
internal static class Payloads
{
    public static readonly byte[] Order =
        """{"slack_token":"xoxb-bench-0007-0123456789abcdefghijklmn","channel":"C0123456789","name":"Ada"}"""u8.ToArray();

    public static readonly byte[] Webhook = Encoding.UTF8.GetBytes(
        "{\"action\":\"opened\",\"items\":["
        + string.Join(',', Enumerable.Range(0, 100).Select(n =>
            $$$"""{"id":{{{9_000_000_000_000_000_000L + n}}},"title":"Ünïcode title {{{n}}} \"quoted\"","open":true,"score":{{{n}}}.25,"labels":["a","b"],"user":{"login":"user{{{n}}}","url":"https://example.test/users/{{{n}}}"}}"""))
        + "]}");
}
