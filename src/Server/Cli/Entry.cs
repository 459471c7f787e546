namespace Keyway.Server.Cli;

/// <summary>
/// Where the executable begins. <c>serve</c> is told from the other commands before any of them is touched: a server's start does not pay
/// for loading what only a command line needs.
/// </summary>
public static class Entry
{
    public static Task<int> Run(string[] args, Func<string[], Task<int>> serve) =>
        args is ["serve", .. var rest] && !rest.Any(a => a is "--help" or "-h" or "-?") ? serve(rest) : Commands.Run(args);
}
