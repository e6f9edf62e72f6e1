// `kintone.user`: the groups and organizations of a user. The default is the signed-in user.

import type { Page } from "./page.ts";
import { type Api, asking } from "./rest.ts";

export function userApi(page: Page, api: Api) {
  const ask = asking(api);
  const of = (code?: string) => ({ code: code ?? page.boot.user.code });
  return {
    async getGroups(code?: string) {
      const { groups } = await ask("/v1/user/groups.json", of(code));
      return groups.map(({ id, code, name }) => ({ id, code, name }));
    },
    async getOrganizations(code?: string) {
      const { organizationTitles } = await ask("/v1/user/organizations.json", of(code));
      return organizationTitles.map(({ organization: { id, code, name }, title }) => ({
        organization: { id, code, name },
        title,
      }));
    },
  };
}
