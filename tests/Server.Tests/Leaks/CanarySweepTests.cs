using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Keyway.Leaks;
using Keyway.Server.Tests.Processes;

namespace Keyway.Server.Tests.Leaks;

/// <summary>
/// Secrets with awkward characters through the real server and the worst API there is; then every file, every line printed and every reply of the
/// API is searched by an oracle that shares no code with the redactor.
/// </summary>
public sealed class CanarySweepTests
{
    private static readonly string[] Canaries =
    [
        "xoxb-4417-Zk8w2QpLm0vXyT",
        "q\"+/=&%<>\\ Wz7 kP'`$Lx93;né漢-Rt5",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI5MTc0NDIiLCJuIjoiQ2FuYXJ5In0.kV9rQx2mTz8LwYp3",
        "ghp_" + "Ab3dEf6hIj9kLm2nOp5qRs8tUv1w",
        "s3cr3t-" + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_Jq7",
    ];

    private const string Workflow = """
        keyway: 1
        name: NAME
        trigger: { http: { respond: RESPOND, nostore: allow } }
        connections:
          slack: { external: { oauth_access_token: "{{ steps.trigger.event.body.token }}" } }
        steps:
          - name: post
            uses: slack/send-message
            on_error: continue
            with: { channel: "{{ steps.trigger.event.body.form }}", text: "Hello {{ steps.trigger.event.body.name }}" }
          - name: kept
            uses: data/set
            with: { value: "{{ ['x' + steps.trigger.event.body.token, JSON.stringify(steps.post)] }}" }
          - name: reply
            uses: http/respond
            with: { body: { kept: "{{ steps.kept.$return_value }}" } }
        """;

    [Fact]
    public async Task No_canary_is_anywhere_after_every_outcome_in_every_mode()
    {
        var folder = Directory.CreateTempSubdirectory("keyway-canary-").FullName;
        var surfaces = new List<(string Name, byte[] Bytes)>();
        await using var api = await EchoApi.Start();
        (string, string)[] settings = [("Keyway__Apps__slack__BaseUrl", api.Url.AbsoluteUri), ("KEYWAY_EGRESS_ALLOW", "127.0.0.1"), ("Keyway__Log__Format", "json")];
        await using (var server = await ServerProcess.Start(folder, settings))
        {
            var waiting = await server.Deploy("waiting", Workflow.Replace("NAME", "waiting").Replace("RESPOND", "workflow"));
            var later = await server.Deploy("later", Workflow.Replace("NAME", "later").Replace("RESPOND", "immediately"));
            foreach (var form in EchoApi.Forms)
                foreach (var canary in Canaries)
                {
                    // A header cannot hold every character: there the call is refused, and the refusal must not quote it either.
                    surfaces.Add(("answer " + form, await Send(server, waiting, canary, form, noStore: false)));
                    surfaces.Add(("no-store answer " + form, await Send(server, waiting, canary, form, noStore: true)));
                    surfaces.Add(("accepted " + form, await Send(server, later, canary, form, noStore: false)));
                }
            surfaces.Add(("refusals", await BadRequests(server, waiting)));

            var runs = await server.Get("/api/runs?limit=200");
            foreach (var run in runs.GetProperty("items").EnumerateArray()) surfaces.Add(("run", Bytes(await server.Get("/api/runs/" + run.GetProperty("id").GetString()))));
            foreach (var path in new[] { "/api/workflows", "/api/workflows/waiting", "/api/workflows/waiting/openapi.json", "/api/runs?q=xoxb", "/readyz" }) surfaces.Add((path, Bytes(await server.Get(path))));
            surfaces.Add(("metrics", await server.Http.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative))));
            await server.Kill();
            surfaces.Add(("printed", Encoding.UTF8.GetBytes(server.Output)));
        }

        // Killed with runs under way: what was left behind, and what the next start makes of it.
        surfaces.AddRange(Surfaces.Files(folder));
        await using (var server = await ServerProcess.Start(folder, settings))
        {
            await server.Stop();
            surfaces.Add(("printed later", Encoding.UTF8.GetBytes(server.Output)));
        }
        surfaces.AddRange(Surfaces.Files(folder));

        Oracle.Search(Canaries, surfaces).Select(f => f.ToString()).Distinct().ShouldBeEmpty();
        Oracle.Search(Canaries, [("control", Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes("x" + Canaries[0]))))]).ShouldNotBeEmpty("the oracle sees what is there");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<byte[]> Send(ServerProcess server, Uri url, string token, string form, bool noStore)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new StringContent(JsonSerializer.Serialize(new { token, form, name = "Ada" }), new MediaTypeHeaderValue("application/json"));
        if (noStore) request.Headers.Add("pd-nostore", "1");
        using var reply = await server.Http.SendAsync(request);
        return Encoding.UTF8.GetBytes(reply.ToString() + await reply.Content.ReadAsStringAsync());
    }

    /// <summary>Requests that end before they are a run, each with a secret in the place that is wrong.</summary>
    private static async Task<byte[]> BadRequests(ServerProcess server, Uri url)
    {
        var told = new StringBuilder();
        foreach (var body in new[] { $"{{\"token\":\"{Canaries[0]}", $"[\"{Canaries[3]}\"]", Canaries[2] })
        {
            using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
            using var reply = await server.Http.PostAsync(url, content);
            told.Append(reply).Append(await reply.Content.ReadAsStringAsync());
        }
        return Encoding.UTF8.GetBytes(told.ToString());
    }

    private static byte[] Bytes(JsonElement json) => Encoding.UTF8.GetBytes(json.GetRawText());
}
