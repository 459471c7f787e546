using System.Text.Json.Nodes;

namespace Keyway.Server.Sandbox;

/// <summary>
/// As much of GitHub's REST API as the GitHub actions use. Any token that begins with <c>ghp_sandbox</c> is good. Every owner and repository exists,
/// but for some names that show troubles: <c>missing</c>, <c>read-only</c>, <c>no-issues</c>, <c>busy</c>.
/// </summary>
internal sealed class GitHubSandbox(TimeProvider time)
{
    private readonly GitHubRepositories _repositories = new(time);

    public void Map(IEndpointRouteBuilder app)
    {
        const string Repository = "/repos/{owner}/{repo}";
        app.MapGet(Repository, Guarded(GetRepository));
        app.MapGet(Repository + "/issues", Guarded(ListIssues));
        app.MapPost(Repository + "/issues", Guarded(CreateIssue));
        app.MapGet(Repository + "/issues/{number:int}", Guarded(GetIssue));
        app.MapPost(Repository + "/issues/{number:int}/comments", Guarded(CreateComment));
        app.MapGet(Repository + "/contents/{**path}", Guarded(GetFile));
        app.MapPut(Repository + "/contents/{**path}", Guarded(PutFile));
        app.Map("{**rest}", NotFound);
    }

    /// <summary>What GitHub checks before it looks at the request itself.</summary>
    private static RequestDelegate Guarded(RequestDelegate next) => context =>
    {
        context.Response.Headers["x-github-request-id"] = "SANDBOX";
        var request = context.Request;
        var token = SandboxCall.Token(request);
        var repo = (string)request.RouteValues["repo"]!;
        if (request.Headers.UserAgent.Count == 0) return Error(context, 403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.");
        if (token is null) return Error(context, 401, "Requires authentication");
        if (!token.StartsWith("ghp_sandbox", StringComparison.Ordinal)) return Error(context, 401, "Bad credentials");
        if (repo == "missing") return NotFound(context);
        if (repo == "read-only" && !HttpMethods.IsGet(request.Method)) return Error(context, 403, "Resource not accessible by personal access token");
        if (repo == "no-issues" && request.Path.Value!.Contains("/issues", StringComparison.Ordinal)) return Error(context, 410, "Issues has been disabled in this repository.");
        if (repo != "busy") return next(context);
        context.Response.Headers.RetryAfter = "60";
        return Error(context, 403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.");
    };

    private Task GetRepository(HttpContext context) => Answer(context, 200, _repositories.At(context).ToJson());

    private Task ListIssues(HttpContext context)
    {
        var query = context.Request.Query;
        var perPage = int.TryParse(query["per_page"], out var size) ? Math.Clamp(size, 1, 100) : 30;
        var page = int.TryParse(query["page"], out var given) ? Math.Max(1, given) : 1;
        var all = _repositories.At(context).Issues(query["state"].ToString() is { Length: > 0 } state ? state : "open", query["labels"].ToString());
        if (page * perPage < all.Count)
            context.Response.Headers.Link = $"<{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}?per_page={perPage}&page={page + 1}>; rel=\"next\"";
        return Answer(context, 200, new JsonArray([.. all.Skip((page - 1) * perPage).Take(perPage)]));
    }

    private async Task CreateIssue(HttpContext context)
    {
        if (await SandboxCall.Arguments(context.Request) is not { } given) await Error(context, 400, "Problems parsing JSON");
        else if (given.Text("title") is not { Length: > 0 }) await Invalid(context, "Issue", "missing_field", "title");
        else await Answer(context, 201, _repositories.At(context).AddIssue(given));
    }

    private Task GetIssue(HttpContext context) =>
        _repositories.At(context).Issue(Number(context)) is { } issue ? Answer(context, 200, issue) : NotFound(context);

    private async Task CreateComment(HttpContext context)
    {
        if (await SandboxCall.Arguments(context.Request) is not { } given) await Error(context, 400, "Problems parsing JSON");
        else if (given.Text("body") is not { Length: > 0 } body) await Invalid(context, "IssueComment", "missing_field", "body");
        else if (_repositories.At(context).AddComment(Number(context), body) is not { } comment) await NotFound(context);
        else await Answer(context, 201, comment);
    }

    private Task GetFile(HttpContext context) =>
        _repositories.At(context).File(Path(context)) is { } file ? Answer(context, 200, file.ToJson(withContent: true)) : NotFound(context);

    private async Task PutFile(HttpContext context)
    {
        if (await SandboxCall.Arguments(context.Request) is not { } given) await Error(context, 400, "Problems parsing JSON");
        else if (given.Text("message") is not { Length: > 0 } || given.Text("content") is not { } content) await Error(context, 422, "Invalid request.\n\n\"content\", \"message\" weren't supplied.");
        else
        {
            var put = _repositories.At(context).PutFile(Path(context), content, given.Text("sha"));
            await (put.Status is 200 or 201
                ? Answer(context, put.Status, new JsonObject { ["content"] = put.File!.ToJson(withContent: false), ["commit"] = new JsonObject { ["sha"] = put.File.Sha, ["message"] = given.Text("message") } })
                : Error(context, put.Status, put.Status == 409 ? $"{Path(context)} does not match the sha given" : "Invalid request.\n\n\"sha\" wasn't supplied."));
        }
    }

    private static int Number(HttpContext context) => int.Parse((string)context.Request.RouteValues["number"]!);

    private static string Path(HttpContext context) => (string)context.Request.RouteValues["path"]!;

    private static Task NotFound(HttpContext context) => Error(context, 404, "Not Found");

    private static Task Invalid(HttpContext context, string resource, string code, string field) => Answer(context, 422, new JsonObject
    {
        ["message"] = "Validation Failed",
        ["errors"] = new JsonArray(new JsonObject { ["resource"] = resource, ["code"] = code, ["field"] = field }),
        ["documentation_url"] = "https://docs.github.com/rest",
        ["status"] = "422",
    });

    private static Task Error(HttpContext context, int status, string message) => Answer(context, status, new JsonObject
    {
        ["message"] = message,
        ["documentation_url"] = "https://docs.github.com/rest",
        ["status"] = status.ToString(),
    });

    private static Task Answer(HttpContext context, int status, JsonNode body) => SandboxCall.Json(context.Response, status, body);
}
