using System.Text;
using System.Text.Json;
using Keyway.Engine.Runs;

namespace Keyway.Server.Tests.Leaks;

/// <summary>
/// The main proof: the same workflow with secret A and with secret B, and every byte written anywhere is equal. It needs no list of spellings, so it
/// finds what nobody thought of.
/// </summary>
public sealed class NonInterferenceTests : IAsyncLifetime
{
    private const string A = "xoxb-2231-aK9+q/Zt=Lm.77_eR";
    private const string SameLength = "xoxb-9874-Wd0/c+Xp=Yh.41_uB";
    private const string Longer = "xoxb-55-Tq8w+e/R=t.Yu_i-Op3a.Sd4f-Gh5j+Kl6z/Xc7v=Bn8m";

    private EchoApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await EchoApi.Start();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    public static TheoryData<string> Forms() => [.. EchoApi.Forms];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Whatever_an_api_gives_back_nothing_written_depends_on_the_secret(string form)
    {
        foreach (var other in new[] { SameLength, Longer })
        {
            var first = await LeakWorld.Run(Workflow(form), Body(A), _api);
            var second = await LeakWorld.Run(Workflow(form), Body(other), _api);
            Differences(first, second).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(StorageClass.Full)]
    [InlineData(StorageClass.Failures)]
    [InlineData(StorageClass.Metadata)]
    [InlineData(StorageClass.NoStore)]
    public async Task Nothing_written_depends_on_the_secret_in_any_storage_class(StorageClass storage)
    {
        var first = await LeakWorld.Run(Workflow("json"), Body(A), _api, storage);
        var second = await LeakWorld.Run(Workflow("json"), Body(Longer), _api, storage);
        Differences(first, second).ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_crash_only_the_sealed_box_differed_and_it_is_gone_with_its_key()
    {
        var first = await LeakWorld.Run(Workflow("json"), Body(A), _api, waits: false);
        var second = await LeakWorld.Run(Workflow("json"), Body(SameLength), _api, waits: false);
        Differences(first, second).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_function_of_an_expression_keeps_the_secret_out_of_history()
    {
        string[] made =
        [
            "T.toUpperCase()", "T.split('-')", "[...T]", "T.length", "btoa(T)", "encodeURIComponent(T)", "JSON.stringify({ t: T })", "T.slice(2, 9)", "T.charCodeAt(7)",
            "Object.entries({ k: T })", "crypto.createHash('sha256').update(T).digest('hex')", "Buffer.from(T).toString('base64')", "[T].map(t => t + '!')", "`${T}`",
            "T.replace(/-/g, '_')", "({ a: [{ b: T }] })", "T.split('').reverse().join('')", "[T].concat('x').join(',')", "new URLSearchParams({ t: T }).toString()", "T ?? 'none'",
        ];
        var steps = string.Concat(made.Select((e, i) => $"  - {{ name: s{i}, uses: data/set, with: {{ value: \"{{{{ {e.Replace("T", "steps.trigger.event.body.token")} }}}}\" }} }}\n"));
        // Of the same length, since into how many pieces a text was taken shows (SECURITY.md says so).
        var yaml = Workflow("body") + steps;
        Differences(await LeakWorld.Run(yaml, Body(A), _api), await LeakWorld.Run(yaml, Body(SameLength), _api)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("LabelDropped", "record")]
    [InlineData("RedactorOff", "record")]
    [InlineData("UnknownSpelling", "record")]
    [InlineData("SinkBypassed", "file debug.log")]
    public async Task The_comparison_notices_each_defect(string defect, string surface)
    {
        var kind = Enum.Parse<LeakWorld.Defect>(defect);
        var first = await LeakWorld.Run(Workflow("body"), Body(A), _api, defect: kind);
        var second = await LeakWorld.Run(Workflow("body"), Body(SameLength), _api, defect: kind);
        Differences(first, second).ShouldContain(surface);
    }

    // The token goes to an app's action through its connection, into a header by hand, and what comes back is used again and answered.
    private static string Workflow(string form) => $$$"""
        keyway: 1
        name: leak
        trigger: { http: { respond: workflow } }
        steps:
          - name: post
            uses: slack/send-message
            connection: { external: { oauth_access_token: "{{ steps.trigger.event.body.token }}" } }
            on_error: continue
            with: { channel: "{{{form}}}", text: "Hello {{ steps.trigger.event.body.name }}" }
          - name: call
            uses: http/request
            on_error: continue
            with:
              method: GET
              url: "API/{{{form}}}/x"
              follow_redirects: true
              headers: { Authorization: "Bearer {{ steps.trigger.event.body.token }}" }
          - name: again
            uses: data/set
            with: { value: "{{ JSON.stringify(steps.call ?? null) }}" }
          - name: reply
            uses: http/respond
            with: { body: { got: "{{ steps.again.$return_value }}" } }

        """;

    private static string Body(string token) => JsonSerializer.Serialize(new { token, name = "Ada" });

    /// <summary>The places that differ, with the first difference for whoever has to mend it.</summary>
    private static List<string> Differences(IReadOnlyDictionary<string, byte[]> first, IReadOnlyDictionary<string, byte[]> second)
    {
        var differing = first.Keys.Union(second.Keys).Where(k => !first.TryGetValue(k, out var a) || !second.TryGetValue(k, out var b) || !a.AsSpan().SequenceEqual(b)).ToList();
        foreach (var name in differing.Where(d => first.ContainsKey(d) && second.ContainsKey(d) && !d.StartsWith("file", StringComparison.Ordinal)))
        {
            var at = first[name].AsSpan().CommonPrefixLength(second[name]);
            TestContext.Current.TestOutputHelper?.WriteLine($"{name} at {at}:\n  {Around(first[name], at)}\n  {Around(second[name], at)}");
        }
        return differing;
    }

    private static string Around(byte[] bytes, int at) => Encoding.UTF8.GetString(bytes, Math.Max(0, at - 80), Math.Min(160, bytes.Length - Math.Max(0, at - 80)));
}
