// The floor: what a developer would write by hand instead of a workflow. One endpoint takes an order, posts a message to
// Slack with the caller's token, keeps a row of what happened (without the token) and answers with the message's ts.
//
//   Keyway.Floor <listen url> <slack base url> none|normal|full [database file]
using Keyway.Floor;

var (listen, slackUrl, durability) = (args[0], args[1], args[2]);

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls(listen).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

var app = builder.Build();
using var slack = new Slack(slackUrl);
using var runs = durability == "none" ? null : new RunTable(args[3], durability);

app.MapPost("/", async (HttpContext http) =>
{
    var order = await http.Request.ReadFromJsonAsync(Shapes.Default.Order, http.RequestAborted);
    if (order is not { SlackToken.Length: > 0, Channel: not null })
    {
        http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return;
    }

    var started = DateTimeOffset.UtcNow;
    var message = new Message(order.Channel, $"Hello {order.Name ?? "there"}");
    var posted = await slack.Post(order.SlackToken, message, http.RequestAborted);
    if (runs is not null)
        await runs.Keep(new Row(Guid.CreateVersion7(), started, DateTimeOffset.UtcNow, posted.Ok, new Record(new Input(order.Channel, order.Name), message, posted)));

    if (!posted.Ok) http.Response.StatusCode = StatusCodes.Status502BadGateway;
    await http.Response.WriteAsJsonAsync(new Reply(posted.Ts), Shapes.Default.Reply, cancellationToken: http.RequestAborted);
});

await app.RunAsync();
