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
    unsettled: ({ partner }) => ({
      title: '无法确定是否已连接',
      body: `最后一步没有得到答复，因此无法确定 ${partner || '合作伙伴'} 是否已连接。我们正在确保不保留任何连接；审核记录会说明结果。之后请重新开始连接。`,
    }),
    unavailable: () => ({ title: '服务目前无法使用', body: '未做任何更改。请稍等一分钟，然后重新加载此页面。' }),
  },
};
