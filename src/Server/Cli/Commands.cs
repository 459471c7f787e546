using System.CommandLine;

namespace Keyway.Server.Cli;

/// <summary>The commands that speak to a server.</summary>
public static class Commands
{
    public static async Task<int> Run(string[] args)
    {
        var root = new RootCommand("Keyway: workflow automation on credentials that are passed in at run time and never kept.")
        {
            Target.Url, Target.Data, Target.Json,
            new Command("serve", "Starts a server. Its settings are those of the guide: KEYWAY_URL, KEYWAY_DATA, ..."),
            WorkflowCommands.Deploy(), WorkflowCommands.Validate(), WorkflowCommands.List(), RunCommand.Make(),
            RunsCommands.Make(), AppsCommands.Make(), SecretsCommands.Make(), KeysCommands.Make(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine("'keyway --help' lists the commands, 'keyway <command> --help' explains one.");
            return ExitCode.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandException e)
        {
            Console.Error.WriteLine(e.Message);
            return e.Code;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Refused;
        }
    }

    /// <summary>A command that talks to the server.</summary>
    public static Command Calls(string name, string description, Func<ParseResult, ServerClient, Printer, CancellationToken, Task<int>> act, params Symbol[] parts)
    {
        var command = new Command(name, description);
        foreach (var part in parts)
        {
            if (part is Argument argument) command.Arguments.Add(argument);
            else if (part is Option option) command.Options.Add(option);
        }
        command.SetAction(async (parsed, ct) =>
        {
            using var client = Target.Open(parsed);
            return await act(parsed, client, new Printer(parsed.GetValue(Target.Json)), ct);
        });
        return command;
    }

    public static Command Group(string name, string description, params Command[] commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands) group.Subcommands.Add(command);
        return group;
    }

    /// <summary>A part of an address, so that no name climbs out of it.</summary>
    public static string Segment(string text) => Uri.EscapeDataString(text);
}
