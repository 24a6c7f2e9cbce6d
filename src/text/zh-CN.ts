import type { Translation } from './catalogue.ts';
import type { PageTexts } from './en.ts';

export const zhCN: Translation<PageTexts> = {
  start: {
    question: ({ organisation, partner, requestedBy, requestedAt }) => ({
      title: `将 ${organisation || '该组织'} 连接到 ${partner || '合作伙伴'}？`,
      body: `${requestedBy} ${requestedAt ? `于 ${requestedAt} ` : ''}开始了此连接。在 ${partner || '合作伙伴'} 处表示同意的人，将允许 ${organisation || '该组织'} 使用其帐户打开远程协助会话。仅当你代表 ${organisation || '该组织'} 行事时才继续。`,
    }),
    signInNote: ({ organisation }) => `请先以 ${organisation || '该组织'} 中可以更改其合作伙伴的人员身份登录。`,
    parkNote: ({ organisation }) =>
      `之后，${organisation || '该组织'} 中可以更改其合作伙伴的人员必须确认表示同意的帐户。`,
    signIn: '登录并继续',
    goOn: ({ partner }) => `继续前往 ${partner || '合作伙伴'}`,
  },
  callback: {
    connected: ({ organisation, partner, account }) => ({
      title: `已连接到 ${partner || '合作伙伴'}`,
      body: `${organisation || '你的组织'}现已连接到 ${partner || '合作伙伴'}${account ? `（帐户 ${account}）` : ''}。你可以关闭此页面。`,
    }),
    parked: ({ organisation, partner, account }) => ({
      title: '等待确认',
      body: `你已在 ${partner || '合作伙伴'} 处表示同意${account ? `（帐户 ${account}）` : ''}。在 ${organisation || '该组织'} 中可以更改其合作伙伴的人员确认此帐户之前，不会建立任何连接。你可以关闭此页面。`,
    }),
    otherBrowser: ({ organisation }) => ({
      title: '不是在此浏览器中开始的',
      body: `${organisation || '某个组织'} 的此连接是在另一个浏览器中开始的，或者不是从其开始页面开始的。未做任何更改。请在此浏览器中打开该连接的链接。`,
    }),
    denied: ({ organisation, partner }) => ({
      title: '未连接',
      body: `你在 ${partner || '合作伙伴'} 处拒绝了授权，${organisation || '你的组织'}未建立任何连接。如需重试，请重新开始连接。`,
    }),
    expired: () => ({
      title: '此链接已失效',
      body: '它已被使用、已被较新的链接取代，或已过期。未做任何更改。请重新开始连接。',
    }),
    unknown: () => ({ title: '此链接无效', body: '它不属于在此处开始的任何连接。未做任何更改。' }),
    failed: ({ organisation, partner }) => ({
      title: '连接未完成',
      body: `${partner || '合作伙伴'} 未能完成${organisation ? ` ${organisation} 的` : ''}连接，或连接在此期间已被取消。没有保留任何连接。请重新开始连接。`,
    }),
  },
};
