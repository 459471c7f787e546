using System.Text.Json;
using System.Text.Json.Nodes;

namespace Keyway.Server.Sandbox;

/// <summary>
/// As much of Slack's Web API as the Slack actions use. Any token that begins with <c>xoxb-sandbox</c> is good; one that goes on with <c>-revoked</c>,
/// <c>-noscope</c> or <c>-limited</c> shows what those troubles look like.
/// </summary>
internal sealed class SlackSandbox(TimeProvider time)
{
    private readonly SlackMessages _messages = new(time);

    public async Task Call(HttpContext context)
    {
        var arguments = await SandboxCall.Arguments(context.Request);
        var token = SandboxCall.Token(context.Request) ?? arguments?.Text("token");
        context.Response.Headers["x-slack-req-id"] = "sandbox";
        if (token?.StartsWith("xoxb-sandbox-limited", StringComparison.Ordinal) == true)
        {
            context.Response.Headers.RetryAfter = "1";
            await SandboxCall.Json(context.Response, StatusCodes.Status429TooManyRequests, NotOk("ratelimited"));
            return;
        }
        var refusal = Refusal(token);
        var answer = refusal ?? (arguments is null ? NotOk("invalid_json") : Answer((string)context.Request.RouteValues["method"]!, arguments));
        await SandboxCall.Json(context.Response, StatusCodes.Status200OK, answer);
    }

    public Task List(HttpContext context) => SandboxCall.Json(context.Response, StatusCodes.Status200OK, _messages.All());

    private static JsonObject? Refusal(string? token)
    {
        if (string.IsNullOrEmpty(token)) return NotOk("not_authed");
        if (!token.StartsWith("xoxb-sandbox", StringComparison.Ordinal)) return NotOk("invalid_auth");
        if (token.StartsWith("xoxb-sandbox-revoked", StringComparison.Ordinal)) return NotOk("token_revoked");
        if (!token.StartsWith("xoxb-sandbox-noscope", StringComparison.Ordinal)) return null;
        var error = NotOk("missing_scope");
        error["needed"] = "chat:write";
        error["provided"] = "users:read";
        return error;
    }

    private JsonObject Answer(string method, JsonObject arguments) => method switch
    {
        "api.test" => Ok(),
        "auth.test" => Ok(("url", "https://sandbox.slack.com/"), ("team", "Sandbox"), ("user", "keyway"), ("team_id", "T0000000001"), ("user_id", "U0000000001"), ("bot_id", "B0000000001")),
        "chat.postMessage" => Post(arguments),
        "chat.update" => Update(arguments),
        "chat.delete" => Delete(arguments),
        "reactions.add" => React(arguments),
        "conversations.list" => Channels(arguments),
        "users.info" => User(arguments),
        _ => NotOk("unknown_method"),
    };

    private JsonObject Post(JsonObject arguments)
    {
        if (SlackPeople.Channel(arguments.Text("channel")) is not { } channel) return NotOk("channel_not_found");
        if (channel == SlackPeople.Archived) return NotOk("is_archived");
        if (arguments.Text("text") is null or "" && arguments["blocks"] is null && arguments["attachments"] is null) return NotOk("no_text");
        if (arguments.Text("text")?.Length > 40_000) return NotOk("msg_too_long");
        var message = _messages.Add(channel, arguments);
        return Ok(("channel", channel), ("ts", message.Text("ts")), ("message", message));
    }

    private JsonObject Update(JsonObject arguments)
    {
        if (SlackPeople.Channel(arguments.Text("channel")) is not { } channel) return NotOk("channel_not_found");
        if (arguments.Text("text") is null or "" && arguments["blocks"] is null) return NotOk("no_text");
        return _messages.Change(channel, arguments.Text("ts"), arguments) is { } message
            ? Ok(("channel", channel), ("ts", message.Text("ts")), ("text", message.Text("text")), ("message", message))
            : NotOk("message_not_found");
    }

    private JsonObject Delete(JsonObject arguments)
    {
        if (SlackPeople.Channel(arguments.Text("channel")) is not { } channel) return NotOk("channel_not_found");
        var ts = arguments.Text("ts");
        return _messages.Remove(channel, ts) ? Ok(("channel", channel), ("ts", ts)) : NotOk("message_not_found");
    }

    private JsonObject React(JsonObject arguments)
    {
        if (SlackPeople.Channel(arguments.Text("channel")) is not { } channel) return NotOk("channel_not_found");
        if (arguments.Text("name") is not { Length: > 0 } name || name.Contains(':', StringComparison.Ordinal)) return NotOk("invalid_name");
        return _messages.React(channel, arguments.Text("timestamp"), name) switch
        {
            null => NotOk("message_not_found"),
            false => NotOk("already_reacted"),
            _ => Ok(),
        };
    }

    private static JsonObject Channels(JsonObject arguments)
    {
        if (!int.TryParse(arguments.Text("limit") ?? "100", out var limit) || limit is < 1 or > 1000) return NotOk("invalid_limit");
        var begin = 0;
        if (arguments.Text("cursor") is { Length: > 0 } cursor && !(cursor.StartsWith("sandbox:", StringComparison.Ordinal) && int.TryParse(cursor[8..], out begin))) return NotOk("invalid_cursor");
        var all = SlackPeople.Channels(withArchived: arguments.Text("exclude_archived") is not ("true" or "1"), arguments.Text("types") ?? "public_channel");
        var answer = Ok(("channels", new JsonArray([.. all.Skip(begin).Take(limit)])));
        answer["response_metadata"] = new JsonObject { ["next_cursor"] = begin + limit < all.Count ? $"sandbox:{begin + limit}" : "" };
        return answer;
    }

    private static JsonObject User(JsonObject arguments) =>
        SlackPeople.User(arguments.Text("user")) is { } user ? Ok(("user", user)) : NotOk("user_not_found");

    private static JsonObject Ok(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var answer = new JsonObject { ["ok"] = true };
        foreach (var (name, value) in fields) answer[name] = value;
        return answer;
    }

    private static JsonObject NotOk(string code) => new() { ["ok"] = false, ["error"] = code };
}
