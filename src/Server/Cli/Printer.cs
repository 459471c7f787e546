using System.Text;
using Keyway.Server.Api;
using Spectre.Console;

namespace Keyway.Server.Cli;

/// <summary>What a command prints: the server's JSON for a script, tables and sentences for a person. Errors go to the error stream.</summary>
public sealed class Printer
{
    /// <summary>Wide enough that no table wraps in a file or a pipe.</summary>
    private const int WidthOfPipe = 240;

    public Printer(bool json)
    {
        IsJson = json;
        Console = Open(System.Console.Out, System.Console.IsOutputRedirected);
        Errors = Open(System.Console.Error, System.Console.IsErrorRedirected);
    }

    public bool IsJson { get; }
    public IAnsiConsole Console { get; }
    public IAnsiConsole Errors { get; }

    /// <summary>Prints a good reply, as it came or by <paramref name="words"/>; a refused one as an error. Answers the exit code.</summary>
    public int Reply(ServerReply reply, Action words)
    {
        if (!reply.IsGood) return Refused(reply);
        if (IsJson) Raw(reply.Body);
        else words();
        return ExitCode.Done;
    }

    public int Refused(ServerReply reply)
    {
        if (IsJson) System.Console.Error.WriteLine(Encoding.UTF8.GetString(reply.Body));
        else Problem(reply.Problem);
        return ExitCode.Of(reply.Status);
    }

    public void Raw(ReadOnlySpan<byte> json)
    {
        if (json.Length > 0) System.Console.Out.WriteLine(Encoding.UTF8.GetString(json));
    }

    private static IAnsiConsole Open(TextWriter output, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (isRedirected) console.Profile.Width = WidthOfPipe;
        return console;
    }

    public void Line(string text) => Console.WriteLine(text);

    public void Problem(ApiProblem problem)
    {
        Errors.MarkupLineInterpolated($"[red]{problem.Title}[/] ({problem.Code})");
        Errors.WriteLine(problem.Detail);
        foreach (var found in problem.Problems ?? []) Errors.WriteLine($"  {found.Path} ({found.Line}:{found.Column}) {found.Code}: {found.Message}");
        foreach (var missing in problem.Credentials ?? []) Errors.WriteLine($"  {missing.Field}: looked for in {missing.LookedIn}, {missing.Found}");
        if (problem.Cause is { } cause) Errors.WriteLine($"  Cause: {cause}. {ErrorPages.WhatToDo(cause)}");
        if (problem.Run is { } run) Errors.WriteLine($"  keyway runs show {run}");
    }

    public void Table(string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var column in columns) table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))).NoWrap().PadRight(2));
        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(cell)));
        Console.Write(table);
    }
}
