export const SITE_TITLE = "Tide Table";
export const SITE_DESCRIPTION = "Coming and going";
