var b = WebApplication.CreateSlimBuilder(args); var app = b.Build(); await app.RunAsync();
