using Keyway.Server.Cli;
using Keyway.Server.Startup;

// Serving must not pay for the command line's libraries: they are loaded only where another verb is called.
return args is [] or ["serve", ..] && !args.Contains("--help") ? await Serve.Run(args is [] ? [] : args[1..]) : await Commands.Run(args);
