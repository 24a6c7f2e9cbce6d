import type { Translation } from './catalogue.ts';
import type { PageTexts } from './en.ts';

export const zhCN: Translation<PageTexts> = {
  callback: {
    connected: ({ partner, account }) => ({
      title: `已连接到 ${partner || '合作伙伴'}`,
      body: `你的组织现已连接到 ${partner || '合作伙伴'}${account ? `（帐户 ${account}）` : ''}。你可以关闭此页面。`,
    }),
    denied: ({ partner }) => ({
      title: '未连接',
      body: `你在 ${partner || '合作伙伴'} 处拒绝了授权，未建立任何连接。如需重试，请重新开始连接。`,
    }),
    expired: () => ({
      title: '此链接已失效',
      body: '它已被使用、已被较新的链接取代，或已过期。未做任何更改。请重新开始连接。',
    }),
    unknown: () => ({ title: '此链接无效', body: '它不属于在此处开始的任何连接。未做任何更改。' }),
    failed: ({ partner }) => ({
      title: '连接未完成',
      body: `${partner || '合作伙伴'} 未能完成连接，或连接在此期间已被取消。没有保留任何连接。请重新开始连接。`,
    }),
  },
};
