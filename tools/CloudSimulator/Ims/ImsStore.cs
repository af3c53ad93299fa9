using System.Collections.Immutable;
using CloudSimulator.Keystone;
using CloudSimulator.Kms;

namespace CloudSimulator.Ims;

/// <summary>The images of IMS with their members, by the rules of IMS. In memory; their data are files.</summary>
internal sealed class ImsStore(CloudSimulatorOptions options, KmsStore keys)
{
    private readonly Lock _gate = new();
    private ImmutableDictionary<Guid, ImsImage> _images = ImmutableDictionary<Guid, ImsImage>.Empty;

    public IEnumerable<ImsImage> All => _images.Values;

    public ImsImage? Find(string id) => Guid.TryParseExact(id, "D", out var parsed) ? _images.GetValueOrDefault(parsed) : null;

    public void Add(ImsImage image)
    {
        lock (_gate)
        {
            if (_images.Values.Any(other => other.Owner == image.Owner && other.Name == image.Name))
            {
                throw new ImsError("IMG.0009", $"The image name {image.Name} is taken.");
            }

            _images = _images.Add(image.Id, image);
        }
    }

    /// <summary>Changes an image as it is now; one that is gone stays gone.</summary>
    public ImsImage? Update(Guid id, Func<ImsImage, ImsImage> change)
    {
        lock (_gate)
        {
            if (!_images.TryGetValue(id, out var image))
            {
                return null;
            }

            var changed = change(image);
            _images = _images.SetItem(id, changed);
            return changed;
        }
    }

    public void Remove(ImsImage image)
    {
        lock (_gate)
        {
            _images = _images.Remove(image.Id);
        }

        if (image.File is { } file)
        {
            File.Delete(file);
        }
    }

    /// <summary>Adds a project; one that is there stays as it is.</summary>
    /// <returns>False where it was there.</returns>
    public bool AddMember(string project, ImsImage image)
    {
        CheckShareable(image, project);
        var now = Now();
        var isNew = false;
        Update(image.Id, seen =>
        {
            isNew = !seen.Members.ContainsKey(project);
            if (isNew && seen.Members.Count >= options.Ims.MemberQuota)
            {
                throw new ImsError("IMG.0088", $"The image {image.Id} has reached its sharing limit of {options.Ims.MemberQuota}.");
            }

            return isNew ? seen with { Members = seen.Members.Add(project, new ImsMember("pending", now, now)) } : seen;
        });
        return isNew;
    }

    public bool RemoveMember(string project, ImsImage image)
    {
        var was = false;
        Update(image.Id, seen =>
        {
            was = seen.Members.ContainsKey(project);
            return seen with { Members = seen.Members.Remove(project) };
        });
        return was;
    }

    public ImsMember? SetStatus(string project, ImsImage image, string status) =>
        Update(image.Id, seen => seen.Members.TryGetValue(project, out var member)
            ? seen with { Members = seen.Members.SetItem(project, member with { Status = status, UpdatedAt = Now() }) }
            : seen)?.Members.GetValueOrDefault(project);

    /// <summary>What can be said of an image before any recipient is looked at.</summary>
    public static void CheckSource(ImsImage image, string caller)
    {
        if (image.Owner != caller)
        {
            throw new ImsError("IMG.0047", $"The image {image.Id} belongs to another tenant.");
        }

        if (image.Visibility == "public")
        {
            throw new ImsError("IMG.0089", $"The image {image.Id} is public and cannot be shared.");
        }

        if (image.Status != "active")
        {
            throw new ImsError("IMG.0046", $"The image {image.Id} is {image.Status}.");
        }
    }

    private void CheckShareable(ImsImage image, string project)
    {
        CheckSource(image, image.Owner);
        if (project == image.Owner)
        {
            throw new ImsError("IMG.0076", "An image cannot be shared with its owner.");
        }

        if (!options.Users.Any(user => Identity.ProjectId(user.Project) == project) && !options.ExtraProjects.Contains(project))
        {
            throw new ImsError("IMG.0108", $"The tenant {project} was not found in this region.");
        }

        if (image.KeyId is null)
        {
            return;
        }

        if (image.KeyId == KmsStore.DefaultKey)
        {
            throw new ImsError("IMG.0098", $"The image {image.Id} is encrypted with the default key and cannot be shared.");
        }

        if (!keys.IsGranted(image.KeyId, Identity.AccountId(project)))
        {
            throw new ImsError("IMG.0099", $"The key of image {image.Id} is not granted to the account of {project}.");
        }
    }

    private DateTimeOffset Now()
    {
        var now = options.Time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}
