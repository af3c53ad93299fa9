using System.Collections.Concurrent;
using System.Globalization;
using System.Xml.Linq;
using CloudSimulator.Ims;

namespace CloudSimulator.Obs;

/// <summary>The part of S3's API that uploads in parts need, path style and virtual-hosted.</summary>
internal sealed class ObsApi(ObsStore store, ImsOptions options, string region, ConcurrentQueue<ObsRequest> log)
{
    private static readonly XNamespace s_namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    /// <summary>S3's regions are lower-case, whatever the image service calls its own: clients sign them so.</summary>
    private readonly SignatureCheck _signatures = new(options, region.ToLowerInvariant());

    public void Map(WebApplication app) => app.Run(async context =>
    {
        try
        {
            var answer = await AnswerAsync(context);
            log.Enqueue(new ObsRequest(context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? ""));
            await answer.ExecuteAsync(context);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // the client left: there is nobody to answer
        }
    });

    private static IResult Error(int status, string code) => Xml(new XElement("Error", new XElement("Code", code), new XElement("Message", code)), status);

    private static IResult Xml(XElement root, int status = 200) => Results.Text(root.ToString(), "application/xml", statusCode: status);

    private static XElement Element(string name, params object?[] content) => new(s_namespace + name, content);

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!_signatures.IsSigned(request))
        {
            return Error(403, "SignatureDoesNotMatch");
        }

        string[] segments = request.Path.Value!.TrimStart('/').Split('/', 2);
        var isHosted = options.Buckets.FirstOrDefault(name => request.Host.Host.StartsWith(name + ".", StringComparison.Ordinal));
        var bucket = isHosted ?? segments[0];
        var key = isHosted is null ? segments.ElementAtOrDefault(1) ?? "" : request.Path.Value.TrimStart('/');
        if (!options.Buckets.Contains(bucket))
        {
            return Error(404, "NoSuchBucket");
        }

        if (key.Length == 0)
        {
            return ListUploads(request.Query["prefix"].ToString(), bucket);
        }

        if (request.Query.ContainsKey("uploads"))
        {
            return Xml(Element("InitiateMultipartUploadResult", Element("UploadId", store.Begin(bucket, key).Id)));
        }

        return request.Query["uploadId"].FirstOrDefault() is { } id
            ? store.Find(bucket, key, id) is { } upload ? await ForUploadAsync(context, upload) : Error(404, "NoSuchUpload")
            : ForObject(context, bucket, key);
    }

    private IResult ListUploads(string prefix, string bucket) => Xml(Element(
        "ListMultipartUploadsResult",
        store.Uploads.Where(upload => upload.Bucket == bucket && upload.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(upload => Element("Upload", Element("Key", upload.Key), Element("UploadId", upload.Id)))
            .ToArray<object>()));

    private async Task<IResult> ForUploadAsync(HttpContext context, ObsUpload upload)
    {
        switch (context.Request.Method)
        {
            case "PUT":
                var number = int.Parse(context.Request.Query["partNumber"].ToString(), CultureInfo.InvariantCulture);
                var etag = await store.PutPartAsync(upload, number, context.Request.Body, context.RequestAborted);
                context.Response.Headers.ETag = $"\"{etag}\"";
                return Results.Ok();
            case "GET":
                return ListParts(context.Request.Query["part-number-marker"].FirstOrDefault() ?? "0", upload);
            case "DELETE":
                store.Abort(upload);
                return Results.NoContent();
            default:
                var body = await XElement.LoadAsync(context.Request.Body, LoadOptions.None, context.RequestAborted);
                (int, string)[] parts =
                [
                    .. body.Elements().Where(part => part.Name.LocalName == "Part").Select(part => (
                        int.Parse(part.Elements().First(child => child.Name.LocalName == "PartNumber").Value, CultureInfo.InvariantCulture),
                        part.Elements().First(child => child.Name.LocalName == "ETag").Value.Trim('"'))),
                ];
                return store.TryComplete(upload, parts, out var whole)
                    ? Xml(Element("CompleteMultipartUploadResult", Element("ETag", $"\"{whole}\"")))
                    : Error(400, "InvalidPart");
        }
    }

    /// <summary>Two parts a page, so that every client has to turn one.</summary>
    private static IResult ListParts(string marker, ObsUpload upload)
    {
        var after = int.Parse(marker, CultureInfo.InvariantCulture);
        var left = upload.Parts.Where(part => part.Key > after).OrderBy(part => part.Key).ToList();
        var page = left.Take(2).ToList();
        return Xml(Element(
            "ListPartsResult",
            Element("IsTruncated", left.Count > page.Count ? "true" : "false"),
            Element("NextPartNumberMarker", page.Count > 0 ? page[^1].Key : after),
            page.Select(part => Element(
                "Part",
                Element("PartNumber", part.Key),
                Element("ETag", $"\"{part.Value.ETag}\""),
                Element("Size", part.Value.Size))).ToArray<object>()));
    }

    private IResult ForObject(HttpContext context, string bucket, string key)
    {
        if (context.Request.Method == "DELETE")
        {
            store.Delete(bucket, key);
            return Results.NoContent();
        }

        if (store.FileOf(bucket, key) is not { } file)
        {
            return Error(404, "NoSuchKey");
        }

        context.Response.Headers.ETag = $"\"{store.ETagOf(bucket, key)}\"";
        return Results.File(file, "application/octet-stream");
    }
}
