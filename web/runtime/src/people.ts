// `kintone.user`: to which groups and organizations somebody belongs; whoever looks at the page, unless a login name is given.

import type { Page } from "./page.ts";
import type { Api } from "./rest.ts";

interface OrganizationTitle {
  organization: { id: string; code: string; name: string };
  title: null;
}

export function peopleApi(page: Page, api: Api) {
  const ask = async (of: string, code?: string) =>
    (await api(`/v1/user/${of}.json`, "GET", { code: code ?? page.boot.user.code })) as { [key: string]: unknown };
  return {
    async getGroups(code?: string) {
      const { groups } = (await ask("groups", code)) as { groups: { id: string; code: string; name: string }[] };
      return groups.map(({ id, code, name }) => ({ id, code, name }));
    },
    async getOrganizations(code?: string) {
      const { organizationTitles } = (await ask("organizations", code)) as { organizationTitles: OrganizationTitle[] };
      return organizationTitles.map(({ organization: { id, code, name }, title }) => ({
        organization: { id, code, name },
        title,
      }));
    },
  };
}
