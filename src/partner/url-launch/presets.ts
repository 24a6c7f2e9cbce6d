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
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as [PresetName, ...PresetName[]];
