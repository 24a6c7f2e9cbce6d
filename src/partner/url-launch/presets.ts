/** A product whose links are known from a public page. */
interface Preset {
  /** As the setting `template`; `{host}` is the setting `host`. */
  readonly template: string;
  /** Where the form of the link is shown. */
  readonly source: string;
}

/** Products by the name of the setting `preset`. One is added when a page shows its link; nothing here is a guess. */
export const presets = {
  /** Searches the machines of an instance for the name. */
  screenconnect: {
    template: 'https://{host}/Host#Access/All%20Machines/{deviceName}',
    source:
      'the address that the host page of ScreenConnect itself shows for a search, as scripts of its users build it',
  },
  /** Joins the session of one machine; its id is the GUID of its client service. */
  screenconnectSession: {
    template: 'https://{host}/Host#Access/All%20Machines//{partnerDeviceId}/Join',
    source: 'https://docs.tacticalrmm.com/3rdparty_screenconnect/',
  },
  /** In a program that is installed at the supporter's. */
  rustdesk: {
    template: 'rustdesk://connection/new/{partnerDeviceId}',
    source: 'https://github.com/rustdesk/rustdesk, flutter/lib/common.dart, urlLinkToCmdArgs',
  },
  anydesk: {
    template: 'anydesk:{partnerDeviceId}',
    source: 'https://github.com/glpi-project/glpi, src/Item_RemoteManagement.php',
  },
  /** A page of TeamViewer's, which opens the program; `teamviewer10://control?device=…` opens it at once. */
  teamviewer: {
    template: 'https://start.teamviewer.com/{partnerDeviceId}',
    source: 'https://github.com/glpi-project/glpi, src/Item_RemoteManagement.php',
  },
  /** The account is the supporter's at Splashtop, by email; the id is a MAC address of the computer, without colons. */
  splashtop: {
    template: 'st-business://com.splashtop.business?account={supporter}&mac={partnerDeviceId}',
    source: 'https://support-splashtopbusiness.splashtop.com/hc/en-us/articles/115001482866',
  },
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as [PresetName, ...PresetName[]];
