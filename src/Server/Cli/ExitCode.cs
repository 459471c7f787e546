namespace Keyway.Server.Cli;

/// <summary>What a script learns from how a command ended. Stable; documented in the guide.</summary>
public static class ExitCode
{
    public const int Done = 0;

    /// <summary>The server refused, or the run that was waited for did not succeed.</summary>
    public const int Refused = 1;

    /// <summary>The command line itself, or a file that it names, is wrong.</summary>
    public const int Usage = 2;

    public const int NotReachable = 3;
    public const int NotAuthorised = 4;
    public const int NotFound = 5;

    public static int Of(int httpStatus) => httpStatus switch
    {
        < 400 => Done,
        401 or 403 => NotAuthorised,
        404 => NotFound,
        _ => Refused,
    };
}

/// <summary>Ends a command with a code and a line for the person.</summary>
public sealed class CommandException(int code, string message) : Exception(message)
{
    public int Code => code;
}
