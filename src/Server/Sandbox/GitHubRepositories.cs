using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Keyway.Server.Sandbox;

/// <summary>The sandbox's repositories: each comes into being when it is first named, a thousand at most.</summary>
internal sealed class GitHubRepositories(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, GitHubRepository> _all = new(StringComparer.OrdinalIgnoreCase);

    public GitHubRepository At(HttpContext context)
    {
        if (_all.Count >= 1000) _all.Clear();
        var owner = (string)context.Request.RouteValues["owner"]!;
        var name = (string)context.Request.RouteValues["repo"]!;
        return _all.GetOrAdd(owner + "/" + name, _ => new GitHubRepository(owner, name, time));
    }
}

internal sealed class GitHubRepository(string owner, string name, TimeProvider time)
{
    private const int Most = 1000;

    private readonly Lock _lock = new();
    private readonly List<JsonObject> _issues = [];
    private readonly Dictionary<string, GitHubFile> _files = [];
    private int _comments;

    private string Address => $"https://github.com/{owner}/{name}";
    private string Now => time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ");

    public JsonObject ToJson() => new()
    {
        ["id"] = 1,
        ["name"] = name,
        ["full_name"] = owner + "/" + name,
        ["private"] = false,
        ["owner"] = new JsonObject { ["login"] = owner },
        ["html_url"] = Address,
        ["description"] = "A repository of the sandbox.",
        ["default_branch"] = "main",
        ["open_issues_count"] = _issues.Count,
        ["has_issues"] = true,
        ["archived"] = false,
    };

    public JsonObject AddIssue(JsonObject given)
    {
        lock (_lock)
        {
            if (_issues.Count >= Most) _issues.Clear();
            var number = _issues.Count + 1;
            var issue = new JsonObject
            {
                ["id"] = 1000 + number,
                ["number"] = number,
                ["html_url"] = $"{Address}/issues/{number}",
                ["state"] = "open",
                ["title"] = given.Text("title"),
                ["body"] = given.Text("body"),
                ["user"] = new JsonObject { ["login"] = "keyway-bot" },
                ["labels"] = Named(given["labels"], "name"),
                ["assignees"] = Named(given["assignees"], "login"),
                ["comments"] = 0,
                ["created_at"] = Now,
                ["updated_at"] = Now,
            };
            _issues.Add(issue);
            return (JsonObject)issue.DeepClone();
        }
    }

    public JsonObject? Issue(int number)
    {
        lock (_lock) return number >= 1 && number <= _issues.Count ? (JsonObject)_issues[number - 1].DeepClone() : null;
    }

    /// <summary>Newest first, as GitHub lists them.</summary>
    public List<JsonNode> Issues(string state, string labels)
    {
        var wanted = labels.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        lock (_lock)
        {
            return [.. _issues.AsEnumerable().Reverse()
                .Where(i => state == "all" || (string?)i["state"] == state)
                .Where(i => wanted.All(w => i["labels"]!.AsArray().Any(l => (string?)l!["name"] == w)))
                .Select(i => i.DeepClone())];
        }
    }

    public JsonObject? AddComment(int number, string body)
    {
        lock (_lock)
        {
            if (number < 1 || number > _issues.Count) return null;
            var issue = _issues[number - 1];
            issue["comments"] = (int)issue["comments"]! + 1;
            var id = ++_comments;
            return new JsonObject
            {
                ["id"] = id,
                ["html_url"] = $"{Address}/issues/{number}#issuecomment-{id}",
                ["body"] = body,
                ["user"] = new JsonObject { ["login"] = "keyway-bot" },
                ["created_at"] = Now,
            };
        }
    }

    public GitHubFile? File(string path)
    {
        lock (_lock) return _files.GetValueOrDefault(path);
    }

    public PutFile PutFile(string path, string base64, string? sha)
    {
        byte[] content;
        try
        {
            content = Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            return new(422, null);
        }
        lock (_lock)
        {
            var old = _files.GetValueOrDefault(path);
            if (old is not null && sha is null) return new(422, null);
            if (sha is not null && sha != old?.Sha) return new(409, null);
            if (_files.Count >= Most) _files.Clear();
            var file = _files[path] = new GitHubFile(path, content, Address);
            return new(old is null ? 201 : 200, file);
        }
    }

    private static JsonArray Named(JsonNode? names, string property) =>
        new([.. (names as JsonArray ?? []).Select(n => (JsonNode)new JsonObject { [property] = n?.ToString() })]);
}

/// <param name="Status">201 made, 200 changed, 409 another sha than the file's, 422 no sha or no base64.</param>
internal sealed record PutFile(int Status, GitHubFile? File);

internal sealed class GitHubFile(string path, byte[] content, string repository)
{
    /// <summary>Git's name of the blob.</summary>
    // CA5350: what git does; nothing rests on it being unforgeable.
#pragma warning disable CA5350
    public string Sha { get; } = Convert.ToHexStringLower(SHA1.HashData([.. Encoding.UTF8.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350

    public JsonObject ToJson(bool withContent)
    {
        var file = new JsonObject
        {
            ["type"] = "file",
            ["name"] = path[(path.LastIndexOf('/') + 1)..],
            ["path"] = path,
            ["sha"] = Sha,
            ["size"] = content.Length,
            ["html_url"] = $"{repository}/blob/main/{path}",
        };
        if (!withContent) return file;
        file["encoding"] = "base64";
        file["content"] = Convert.ToBase64String(content);
        return file;
    }
}
