using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http;

/// <summary>How one family of doors writes its errors.</summary>
public interface IErrorShape
{
    /// <summary>True for the paths of the family; the first registered shape that covers a path is used.</summary>
    bool Covers(PathString path);

    /// <summary>The answer to a refused request.</summary>
    IResult Of(RefusalException refusal, HttpRequest request);
}
