using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Keyway.Floor;

/// <summary>One pooled client, no cookies, no redirects, no trace headers: nothing on the way that the job does not need.</summary>
internal sealed class Slack(string baseUrl) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json") { CharSet = "utf-8" };

    private readonly Uri _postMessage = new(baseUrl + "/chat.postMessage");

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    public async Task<Posted> Post(string token, Message message, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _postMessage)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(message, Shapes.Default.Message)) { Headers = { ContentType = Json } },
        };
        request.Headers.Authorization = new("Bearer", token);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(Shapes.Default.Posted, ct) ?? throw new InvalidDataException("Slack answered nothing.");
    }

    public void Dispose() => _client.Dispose();
}
