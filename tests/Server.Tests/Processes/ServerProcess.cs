using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Keyway.Server.Tests.Processes;

/// <summary>The real server in a process of its own, on a free port, with all that it prints.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    public const string ApiKey = "kw_tests_admin_key_0123456789abcdef";
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(string folder, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "keyway"), "serve")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["KEYWAY_URL"] = "http://127.0.0.1:0";
        start.Environment["KEYWAY_DATA"] = Path.Combine(folder, "data");
        start.Environment["KEYWAY_API_KEY"] = ApiKey;
        start.Environment["Keyway__Durability"] = "normal";
        foreach (var (name, value) in settings) start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException("The server ended before it listened:\n" + Output));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Http { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromSeconds(60) };
    public int Id => _process.Id;

    /// <summary>All that it printed so far.</summary>
    public string Output { get { lock (_output) return _output.ToString(); } }

    /// <summary>Starts it and waits until it says where it listens.</summary>
    public static async Task<ServerProcess> Start(string folder, params (string Name, string Value)[] settings)
    {
        var server = new ServerProcess(folder, settings.ToDictionary(s => s.Name, s => s.Value));
        server.Http.BaseAddress = await server._listening.Task;
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
        return server;
    }

    /// <summary>Deploys a workflow and answers its trigger's address.</summary>
    public async Task<Uri> Deploy(string name, string yaml)
    {
        using var content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        using var reply = await Http.PutAsync(new Uri("/api/workflows/" + name, UriKind.Relative), content);
        var body = await reply.Content.ReadAsStringAsync();
        reply.IsSuccessStatusCode.ShouldBeTrue(body);
        return new(JsonDocument.Parse(body).RootElement.GetProperty("trigger").GetProperty("url").GetString()!);
    }

    public async Task<JsonElement> Get(string path)
    {
        using var reply = await Http.GetAsync(new Uri(path, UriKind.Relative));
        var body = await reply.Content.ReadAsStringAsync();
        reply.IsSuccessStatusCode.ShouldBeTrue(path + ": " + body);
        return JsonDocument.Parse(body).RootElement.Clone();
    }

    /// <summary>As kill -9 does: nothing is said, nothing is finished.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>As a service manager does: SIGTERM, and wait.</summary>
    public async Task<int> Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await Kill();
        _process.Dispose();
        Http.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        if (Listens().Match(line) is { Success: true } match) _listening.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex(@"^Keyway listens on (\S+)")]
    private static partial Regex Listens();
}
