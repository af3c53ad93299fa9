using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FunctionsHost.Settings;

/// <summary>Where the host listens: for callers, and for its worker. The kernel chooses what is 0, so that nobody can take it in between.</summary>
internal sealed class LoopbackPorts
{
    private ListenOptions? _http;
    private ListenOptions? _grpc;

    /// <summary>Known when the server has started.</summary>
    public int Http => _http!.IPEndPoint!.Port;

    /// <inheritdoc cref="Http"/>
    public int Grpc => _grpc!.IPEndPoint!.Port;

    public void Open(KestrelServerOptions kestrel, int httpPort)
    {
        kestrel.Listen(IPAddress.Loopback, httpPort, listen => _http = listen);
        kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            _grpc = listen;
        });
    }
}
