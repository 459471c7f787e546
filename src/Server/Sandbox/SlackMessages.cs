using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Keyway.Server.Sandbox;

/// <summary>The sandbox's messages: the newest thousand, in memory.</summary>
internal sealed class SlackMessages(TimeProvider time)
{
    private const int Most = 1000;

    // What a client may give a message that is kept; anything else that it sent, a token among it, is not.
    private static readonly string[] Kept = ["text", "blocks", "thread_ts", "username", "icon_emoji"];

    private readonly Lock _lock = new();
    private readonly Queue<(string Channel, string Ts)> _order = new();
    private readonly Dictionary<(string Channel, string Ts), JsonObject> _messages = [];
    private long _last;

    public JsonObject Add(string channel, JsonObject given)
    {
        lock (_lock)
        {
            // Microseconds since 1970, each used once.
            _last = Math.Max(_last + 1, time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
            var ts = string.Create(CultureInfo.InvariantCulture, $"{_last / 1_000_000}.{_last % 1_000_000:000000}");
            var message = new JsonObject { ["type"] = "message", ["user"] = "U0000000001", ["bot_id"] = "B0000000001", ["team"] = "T0000000001", ["ts"] = ts };
            Copy(given, message);
            _messages[(channel, ts)] = message;
            _order.Enqueue((channel, ts));
            if (_order.Count > Most) _messages.Remove(_order.Dequeue());
            return (JsonObject)message.DeepClone();
        }
    }

    public JsonObject? Change(string channel, string? ts, JsonObject given)
    {
        lock (_lock)
        {
            if (ts is null || !_messages.TryGetValue((channel, ts), out var message)) return null;
            Copy(given, message);
            message["edited"] = new JsonObject { ["user"] = "U0000000001", ["ts"] = ts };
            return (JsonObject)message.DeepClone();
        }
    }

    public bool Remove(string channel, string? ts)
    {
        lock (_lock) return ts is not null && _messages.Remove((channel, ts));
    }

    /// <summary>Null where there is no such message; false where it has the reaction already.</summary>
    public bool? React(string channel, string? ts, string name)
    {
        lock (_lock)
        {
            if (ts is null || !_messages.TryGetValue((channel, ts), out var message)) return null;
            if (message["reactions"] is not JsonArray reactions) message["reactions"] = reactions = [];
            if (reactions.Any(r => (string?)r!["name"] == name)) return false;
            reactions.Add((JsonNode)new JsonObject { ["name"] = name, ["count"] = 1, ["users"] = new JsonArray("U0000000001") });
            return true;
        }
    }

    public JsonArray All()
    {
        lock (_lock)
        {
            var all = new JsonArray();
            foreach (var key in _order)
            {
                if (!_messages.TryGetValue(key, out var message)) continue;
                var shown = (JsonObject)message.DeepClone();
                shown.Insert(0, "channel", key.Channel);
                all.Add((JsonNode)shown);
            }
            return all;
        }
    }

    private static void Copy(JsonObject given, JsonObject message)
    {
        foreach (var name in Kept)
            if (given[name] is { } value) message[name] = name == "blocks" ? Blocks(value) : value.DeepClone();
    }

    // A form carries blocks as JSON text.
    private static JsonNode? Blocks(JsonNode value)
    {
        if (value is not JsonValue text || !text.TryGetValue<string>(out var json)) return value.DeepClone();
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
