/** Where a release's files are, and its image. */
export interface ReleaseAddresses {
  readonly url: string;
  readonly archiveUrl: string;
  readonly image: string;
}

/**
 * The addresses in a project of GitLab, from its own: the generic package registry and the container registry.
 * Throws for an address that isn't a project's.
 */
export function addressesOf(project: string, version: string, registry?: string): ReleaseAddresses {
  const { protocol, origin, host, pathname } = URL.parse(project) ?? {
    protocol: "",
    origin: "",
    host: "",
    pathname: "",
  };
  const path = pathname.replace(/^\/|(\.git)?\/?$/g, "");
  if (protocol !== "https:" || !/^[\w.-]+(\/[\w.-]+)+$/.test(path)) {
    throw new Error(`${project} isn't the address of a project, such as https://gitlab.com/GROUP/gitlab-ecr.`);
  }
  if (registry !== undefined && !/^[\w.-]+(:\d+)?$/.test(registry)) {
    throw new Error(`${registry} isn't the host of a container registry, such as registry.gitlab.com.`);
  }
  const packages = `${origin}/api/v4/projects/${encodeURIComponent(path)}/packages/generic/gitlab-ecr/${version}`;
  return {
    url: `${packages}/gitlab-ecr.cjs`,
    archiveUrl: `${packages}/gitlab-ecr.tar`,
    image: `${registry ?? `registry.${host}`}/${path.toLowerCase()}:${version}`,
  };
}
