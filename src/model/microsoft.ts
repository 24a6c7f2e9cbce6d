/** Where Entra's people and programs sign in; issuers of its newer tokens are named by it. */
export const entraOrigin = 'https://login.microsoftonline.com';

/** Where Microsoft's own Graph is, which tokens for it name as their audience. */
export const graphOrigin = 'https://graph.microsoft.com';

/** Graph's own application id, which clients know the resource by. */
export const graphApplicationId = '00000003-0000-0000-c000-000000000000';

/** The tenant that stands for everybody with a personal Microsoft account. */
export const personalTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';
