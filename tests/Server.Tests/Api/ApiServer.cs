using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keyway.Server.Startup;

[assembly: AssemblyFixture(typeof(Keyway.Server.Tests.Api.ApiServer))]

namespace Keyway.Server.Tests.Api;

/// <summary>The whole server on a port of its own, with the sandbox and a data folder that is gone afterwards. Tests share it, each with names of its own.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    public const string AdminKey = "kw_test-admin-key-of-this-server";
    private KeywayServer? _server;
    private int _names;

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "keyway-api-" + Path.GetRandomFileName());
    public KeywayServer Server => _server!;
    public Uri Url { get; private set; } = null!;
    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });

    public async ValueTask InitializeAsync()
    {
        // A folder with something in it gets no samples: lists begin empty.
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "note"), "a test's");
        // The sandbox is reached by its address, which is known only once it listens: so the port is chosen first.
        var port = FreePort();
        _server = await Serve.Make([$"--KEYWAY_URL=http://127.0.0.1:{port}", $"--KEYWAY_DATA={Folder}", $"--KEYWAY_API_KEY={AdminKey}", "--Keyway:Sandbox=true", "--Keyway:Durability=normal"]);
        await _server.App.StartAsync();
        Url = _server.Listening();
        Client.BaseAddress = Url;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_server is not null)
        {
            await _server.App.StopAsync();
            await _server.DisposeAsync();
        }
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A workflow's name that no other test uses.</summary>
    public string Name(string about = "w") => $"{about}-{Interlocked.Increment(ref _names)}";

    public Task<ApiReply> Get(string path, string? key = AdminKey) => Send("GET", path, null, key: key);
    public Task<ApiReply> Post(string path, object? body = null, string? key = AdminKey, params (string, string)[] headers) =>
        Send("POST", path, body is null ? null : Json(body), key: key, headers: headers);
    public Task<ApiReply> Put(string path, object body, params (string, string)[] headers) => Send("PUT", path, Json(body), headers: headers);
    public Task<ApiReply> Delete(string path, params (string, string)[] headers) => Send("DELETE", path, null, headers: headers);

    public Task<ApiReply> Deploy(string name, string yaml, params (string, string)[] headers) =>
        Send("PUT", "/api/workflows/" + name, Encoding.UTF8.GetBytes(yaml), "application/yaml", AdminKey, headers);

    /// <summary>Deploys a workflow that must be good.</summary>
    public async Task<string> Deployed(string yamlWithoutName, string about = "w")
    {
        var name = Name(about);
        (await Deploy(name, $"keyway: 1\nname: {name}\n{yamlWithoutName}")).Status.ShouldBe(201);
        return name;
    }

    /// <summary>Runs a workflow by hand to its end.</summary>
    public Task<ApiReply> RunToEnd(string workflow, object? @event = null) =>
        Post($"/api/workflows/{workflow}/run?wait=true", new { @event = @event ?? new { } });

    public async Task<ApiReply> Send(string method, string path, byte[]? body, string contentType = "application/json", string? key = AdminKey, params (string, string)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType.Length > 0) request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var reply = await Client.SendAsync(request);
        return new ApiReply((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(), reply.Headers, reply.Content.Headers);
    }

    public static byte[] Json(object body) => body as byte[] ?? (body is string text ? Encoding.UTF8.GetBytes(text) : JsonSerializer.SerializeToUtf8Bytes(body));

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

public sealed record ApiReply(int Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public JsonNode? this[string field] => Json[field];

    public string Text(string field) => Json[field]!.GetValue<string>();

    public string? Header(string name) => Headers.TryGetValues(name, out var values) || ContentHeaders.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    /// <summary>A refusal in the form that all refusals have.</summary>
    public ApiReply ShouldBeProblem(int status, string code)
    {
        Status.ShouldBe(status, Body);
        Header("Content-Type").ShouldBe("application/problem+json");
        Header("Cache-Control").ShouldBe("no-store");
        Text("code").ShouldBe(code);
        Text("type").ShouldBe("/docs/errors/" + code);
        Json["status"]!.GetValue<int>().ShouldBe(status);
        Text("title").ShouldNotBeEmpty();
        Text("detail").ShouldNotBeEmpty();
        return this;
    }

    public ApiReply ShouldBeGood(int status = 200)
    {
        Status.ShouldBe(status, Body);
        return this;
    }

    public ApiReply ShouldNotTell(params string[] texts)
    {
        foreach (var text in texts) Body.ShouldNotContain(text);
        return this;
    }
}
