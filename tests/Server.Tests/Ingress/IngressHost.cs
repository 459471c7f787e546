using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Keyway.Engine.Apps;
using Keyway.Engine.Connections;
using Keyway.Engine.Runs;
using Keyway.Engine.Sealing;
using Keyway.Engine.Secrets;
using Keyway.Engine.Steps;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;
using Keyway.Server.Ingress;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keyway.Server.Tests.Ingress;

/// <summary>The endpoint behind a real Kestrel on a port of its own; what it starts is recorded, and a script answers.</summary>
public class IngressHost : IAsyncLifetime
{
    private readonly ServedTriggers _served = new();
    private readonly ConcurrentDictionary<string, Hook> _hooks = new();
    private readonly ConcurrentDictionary<string, string> _keys = new();
    private WebApplication? _app;

    public IngressOptions Options { get; } = new();
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What repeats are answered with.</summary>
    public Func<RunId, RepeatedAnswer> First { get; set; } = _ => RepeatedAnswer.NotKept.Instance;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    /// <summary>Token issuers that JSON Web Tokens are checked with.</summary>
    public AskIssuer Issuer { get; init; } = static (_, _) => throw new HttpRequestException("none");

    public int Port { get; private set; }
    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>A key that triggers may name; null takes it away.</summary>
    public void Key(string name, string? text)
    {
        if (text is null) _keys.TryRemove(name, out _);
        else _keys[name] = text;
    }

    public static KeySource NamedKey(string name) => new KeySource.Environment(name);

    public Hook Serve(Trigger.Http trigger, Func<RunStart, RunStarted>? onStart = null, WorkflowSettings? settings = null, bool enabled = true,
        IReadOnlyDictionary<string, Connection>? connections = null, IReadOnlyList<Step>? steps = null)
    {
        var number = _hooks.Count + 1;
        var key = $"k{Guid.NewGuid():N}"[..26];
        var workflow = new Workflow($"w{number}-{key}", trigger, connections ?? new Dictionary<string, Connection>(), steps ?? [], settings ?? WorkflowSettings.Default);
        var hook = new Hook(this, new(workflow, 1, key, enabled, LiftPlan.For(workflow)), onStart ?? Finished());
        _hooks[workflow.Name] = hook;
        _served.Swap(new TriggerTable(_hooks.Values.Select(h => h.Deployed)));
        return hook;
    }

    /// <summary>A run accepted for later.</summary>
    public static Func<RunStart, RunStarted> Queued() => _ => new RunStarted.Queued(NewId());

    /// <summary>A run that is over when the caller looks.</summary>
    public static Func<RunStart, RunStarted> Finished(RunStatus status = RunStatus.Succeeded, string? code = null, string? step = null, Value result = default, HttpAnswer? answer = null) =>
        start =>
        {
            if (!start.Waits) return new RunStarted.Queued(NewId());
            var run = NewRun(start);
            run.GivenAnswer = answer;
            run.GiveEnd(new(status, code, step, result));
            return new RunStarted.Running(run);
        };

    public static ActiveRun NewRun(RunStart start) => new(
        new(NewId(), start.Workflow.Workflow.Name, 1, start.Trigger, start.Storage, DateTimeOffset.UnixEpoch, 0), start.Workflow, start.Event.Event, start.Event.Arena);

    public static RunId NewId() => RunId.New(TimeProvider.System, Entropies.System);

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        Options.Validate();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Options.Apply(kestrel);
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        var keys = new TriggerKeys((_, source, _) =>
            new(source is KeySource.Environment named && _keys.TryGetValue(named.Name, out var text) ? new SecretValue(text) : null));
        var endpoint = new WebhookEndpoint(
            _served, Options, new CallerGate(keys, new JwtCheck(new IssuerKeys(Issuer, Time), Time), Time), Start, (first, _) => new(First(first)), () => Value.Object(), Time, NullLogger<WebhookEndpoint>.Instance);
        _app.Use(endpoint.Invoke);
        _app.Run(http => http.Response.WriteAsync("not the ingress"));
        await _app.StartAsync();
        Port = new Uri(_app.Urls.First()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _app.StopAsync(now.Token);
            await _app.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    private ValueTask<RunStarted> Start(RunStart start, CancellationToken ct)
    {
        var hook = _hooks[start.Workflow.Workflow.Name];
        hook.Starts.Add(start);
        return new(hook.OnStart(start));
    }

    /// <summary>Sends bytes as they are and reads until the server closes.</summary>
    public async Task<string> Raw(params byte[][] pieces)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        var stream = socket.GetStream();
        foreach (var piece in pieces) await stream.WriteAsync(piece);
        await stream.FlushAsync();
        using var copy = new MemoryStream();
        using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await stream.CopyToAsync(copy, tooLong.Token);
        }
        catch (IOException)
        {
            // Reset by the server: what came before it counts.
        }
        return Encoding.Latin1.GetString(copy.ToArray());
    }

    /// <summary>Sends the beginning of a request and gives what comes back first.</summary>
    public async Task<string> FirstBytes(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        var buffer = new byte[4096];
        return Encoding.Latin1.GetString(buffer, 0, await socket.GetStream().ReadAsync(buffer));
    }

    public Task<string> Raw(string request) => Raw(Encoding.Latin1.GetBytes(request));
}

/// <summary>A workflow as served, and what it was started with.</summary>
public sealed class Hook(IngressHost host, Deployed deployed, Func<RunStart, RunStarted> onStart)
{
    public Deployed Deployed => deployed;
    public Func<RunStart, RunStarted> OnStart => onStart;
    public ConcurrentBag<RunStart> Starts { get; } = [];
    public string Path => "/h/" + deployed.TriggerKey;
    public string Url => host.Address + Path;

    /// <summary>The event of the only run started.</summary>
    public Value Event => Starts.Single().Event.Event;

    public Task<Answered> Get(string below = "", params (string, string)[] headers) => Send(HttpMethod.Get, below, null, null, headers);

    public Task<Answered> Post(string? contentType, string body, params (string, string)[] headers) => Send(HttpMethod.Post, "", contentType, Encoding.UTF8.GetBytes(body), headers);

    public async Task<Answered> Send(HttpMethod method, string below, string? contentType, byte[]? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, Url + below);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content!.Headers.TryAddWithoutValidation(name, value);
        using var response = await host.Client.SendAsync(request);
        return new(response, await response.Content.ReadAsStringAsync());
    }
}

/// <summary>What the caller got, read whole.</summary>
public sealed class Answered(HttpResponseMessage response, string body)
{
    public int Status => (int)response.StatusCode;
    public string Body => body;
    public string? ContentType => response.Content.Headers.ContentType?.ToString();
    public Value Json => ValueJson.Parse(Encoding.UTF8.GetBytes(body));

    /// <summary>The stable code of a problem.</summary>
    public string Code
    {
        get
        {
            ContentType.ShouldBe("application/problem+json");
            Json["status"].ShouldBe(Value.From(Status));
            Json["type"].ShouldBe(Value.From("/docs/errors/" + Text("code")));
            return Text("code");
        }
    }

    public string Text(string field) => Json[field].TryGetText(out var text) ? text : "";

    public string? Header(string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;
}
