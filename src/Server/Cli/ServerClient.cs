using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Keyway.Server.Api;

namespace Keyway.Server.Cli;

/// <summary>Speaks to a server's API: the one the options or the environment name.</summary>
public sealed class ServerClient : IDisposable
{
    private readonly HttpClient _http;

    public ServerClient(Uri url, string? key)
    {
        // Waiting for a run and following one have no end of their own; the person has Ctrl+C.
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = url,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Task<ServerReply> Get(string path, CancellationToken ct) => Send(HttpMethod.Get, path, null, ct);

    public Task<ServerReply> Post(string path, HttpContent? body, CancellationToken ct) => Send(HttpMethod.Post, path, body, ct);

    public Task<ServerReply> Put(string path, HttpContent body, CancellationToken ct) => Send(HttpMethod.Put, path, body, ct);

    public Task<ServerReply> Delete(string path, CancellationToken ct) => Send(HttpMethod.Delete, path, null, ct);

    /// <summary>The reply as it comes, its body unread.</summary>
    /// <exception cref="CommandException">No server answers there.</exception>
    public async Task<HttpResponseMessage> Open(HttpMethod method, string path, HttpContent? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException e)
        {
            var why = e.InnerException is SocketException socket ? socket.SocketErrorCode.ToString() : e.HttpRequestError.ToString();
            throw new CommandException(ExitCode.NotReachable,
                $"No server answers at {_http.BaseAddress} ({why}). Start one with 'keyway serve', or name another with --url or KEYWAY_URL.");
        }
    }

    private async Task<ServerReply> Send(HttpMethod method, string path, HttpContent? body, CancellationToken ct)
    {
        using var reply = await Open(method, path, body, ct);
        return new ServerReply((int)reply.StatusCode, await reply.Content.ReadAsByteArrayAsync(ct));
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What the server answered.</summary>
public sealed record ServerReply(int Status, byte[] Body)
{
    public bool IsGood => Status < 400;

    public T As<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Body, type) ?? throw NotKeyway();

    /// <summary>The problem of a refused call; one made up from the status where something else than Keyway answered.</summary>
    public ApiProblem Problem
    {
        get
        {
            try
            {
                if (Body.Length > 0 && JsonSerializer.Deserialize(Body, ApiJson.Relaxed.ApiProblem) is { Code: not null } problem) return problem;
            }
            catch (JsonException)
            {
                // Told below.
            }
            return new ApiProblem(Status, "http_" + Status, "The server refused", $"The server answered with status {Status}, and not in the way of Keyway.");
        }
    }

    private static CommandException NotKeyway() => new(ExitCode.Refused, "The server's answer is not Keyway's.");
}
