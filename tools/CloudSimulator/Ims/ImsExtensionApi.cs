using CloudSimulator.Keystone;

namespace CloudSimulator.Ims;

/// <summary>IMS's own API: batch members, jobs and quota.</summary>
internal sealed class ImsExtensionApi(ImsDoor door, ImsStore images, ImsJobs jobs, ImsScript script, ImsOptions options)
{
    private const string Members = "/v1/cloudimages/members";

    public void Map(WebApplication app)
    {
        app.MapPost(Members, (Delegate)AddAsync);
        app.MapDelete(Members, (Delegate)RemoveAsync);
        app.MapPut(Members, (Delegate)UpdateAsync);
        app.MapGet("/v1/{project}/jobs/{job}", (HttpContext context, string project, string job) => door.ForProject(
            context, own => own == project ? jobs.Show(job, own) : throw new ImsError("IMG.0030", "The project does not fit the token.")));
        app.MapGet("/v1/cloudimages/job/{job}", (HttpContext context, string job) => door.ForProject(context, own => jobs.Show(job, own)));
        app.MapGet("/v1/cloudimages/quota", (Delegate)ShowQuota);
    }

    private Task<IResult> AddAsync(HttpContext context) => SubmitAsync(context, "imsAddImageMembersJob", (image, project) =>
    {
        images.AddMember(project, image);
        return true;
    });

    private Task<IResult> RemoveAsync(HttpContext context) => SubmitAsync(context, "imsDelImageMembersJob", (image, project) =>
    {
        images.RemoveMember(project, image);
        return true;
    });

    private Task<IResult> SubmitAsync(HttpContext context, string type, Func<ImsImage, string, bool> change) => door.ForProjectAsync(context, async own =>
    {
        var body = await ImsDoor.ReadAsync(context.Request);
        string[] projects = ImsDoor.Strings(body, "projects");
        string[] ids = [.. ImsDoor.Strings(body, "images").Select(id => Source(id, own))];
        if (projects.FirstOrDefault(project => project.Length != 32 || !project.All(char.IsAsciiHexDigitLower)) is { } wrong)
        {
            throw new ImsError("IMG.0067", $"The project ID {wrong} is malformed.");
        }

        return Submit(type, own, ids.SelectMany(id => projects.Select(project => (id, project))), change);
    });

    private Task<IResult> UpdateAsync(HttpContext context) => door.ForProjectAsync(context, async own =>
    {
        var body = await ImsDoor.ReadAsync(context.Request);
        if (KeystoneAnswer.Text(body, "project_id") != own)
        {
            throw new ImsError("IMG.0030", "The project does not fit the token.");
        }

        var status = KeystoneAnswer.Text(body, "status");
        if (status is not ("accepted" or "rejected"))
        {
            throw new ImsError("IMG.0001", "status must be accepted or rejected.");
        }

        string[] ids = ImsDoor.Strings(body, "images");
        return Submit("imsUpdateImageMembersJob", own, ids.Select(id => (id, own)), (image, project) =>
            images.SetStatus(project, image, status) is not null
                ? true
                : throw new ImsError("IMG.0114", $"The image {image.Id} is not shared with {project}."));
    });

    private string Source(string id, string own)
    {
        if (!Guid.TryParseExact(id, "D", out _))
        {
            throw new ImsError("IMG.0066", $"The image ID {id} is malformed.");
        }

        ImsStore.CheckSource(images.Find(id) ?? throw new ImsError("IMG.0027", $"The image {id} is unknown."), own);
        return id;
    }

    /// <summary>Every pair for itself: one that fails takes none of the others back.</summary>
    private IResult Submit(string type, string own, IEnumerable<(string Image, string Project)> pairs, Func<ImsImage, string, bool> change)
    {
        (string Image, string Project)[] all = [.. pairs];
        var id = jobs.Submit(type, own, () =>
        {
            ImsError? first = null;
            List<Dictionary<string, string>> results = [];
            foreach (var (image, project) in all)
            {
                var result = new Dictionary<string, string> { ["image_id"] = image };
                if (!options.HidesProjectsInResults)
                {
                    result["project_id"] = project;
                }

                try
                {
                    script.CheckPair(project);
                    change(images.Find(image) ?? throw new ImsError("IMG.0027", $"The image {image} is unknown."), project);
                    result["status"] = "success";
                }
                catch (ImsError error)
                {
                    first ??= error;
                    result["status"] = "failed";
                }

                results.Add(result);
            }

            return new ImsJobEnd(first, new Dictionary<string, object> { ["results"] = results });
        });
        return Results.Json(new { job_id = id });
    }

    private Task<IResult> ShowQuota(HttpContext context) => door.ForProject(context, own => Results.Json(new
    {
        quotas = new
        {
            resources = new[]
            {
                new { type = "image", used = images.All.Count(image => image.Owner == own), quota = 50, min = 0, max = 100 },
                new { type = "image_shared", used = images.All.Count(image => image.Owner == own && !image.Members.IsEmpty), quota = 50, min = 0, max = 100 },
                new { type = "image_member", used = 0, quota = options.MemberQuota, min = 0, max = options.MemberQuota },
            },
        },
    }));
}
