using System.Net.Sockets;
using System.Security.Authentication;

namespace ImagePublishFunctions.Clouds;

/// <summary>Why a cloud could not be asked, in words that name no host and no secret, and follow "the service can't be reached: ".</summary>
public static class TransportFault
{
    /// <summary>The cause of a failed call.</summary>
    public static string Of(Exception error) => error switch
    {
        CloudException { Cause: { } cause } => cause,
        CloudException { Status: { } status } => $"it answers {status}",
        CloudException { Code: CloudErrorCode.TimedOut } => "it does not answer in time",
        CloudException { Code: CloudErrorCode.ConnectionFailed or CloudErrorCode.ConnectionLost } => "the connection broke",
        CloudException => "its address may not be called",
        _ => OfTransport(error),
    };

    private static string OfTransport(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case CloudException refusal: return Of(refusal);
                case AuthenticationException: return "its TLS certificate or protocol is not accepted";
                case SocketException socket: return OfSocket(socket.SocketErrorCode);
            }
        }

        return (error as HttpRequestException)?.HttpRequestError == HttpRequestError.NameResolutionError ? "its name is not known" : "the connection broke";
    }

    private static string OfSocket(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => "its name is not known",
        SocketError.ConnectionRefused => "the connection is refused",
        SocketError.TimedOut => "it does not answer in time",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "there is no way to it",
        _ => "the connection broke",
    };
}
