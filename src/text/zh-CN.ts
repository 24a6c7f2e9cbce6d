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
  receipt: {
    title: '断开连接回执',
    interimTitle: '非最终回执：断开连接仍在进行',
    interim: '这是生成此页面时的进度，不能证明已经结束。请在结束后重新获取回执。',
    status: {
      pending: '进行中',
      proven: '已结束，并由合作伙伴确认',
      unconfirmed: '已结束，但合作伙伴未确认全部内容',
      failing: '进行中；上一次尝试失败',
    },
    kind: {
      partner: '一个合作伙伴',
      tenant: '组织的所有合作伙伴',
      severance: '一个连接器（所有组织）',
    },
    labels: {
      organisation: '组织',
      kind: '断开的对象',
      status: '状态',
      requestedBy: '请求者',
      application: '使用的应用程序',
      from: '来源地址',
      operator: '代表运营方，其组织为',
      reason: '原因',
      ticket: '工单',
      requestedDateTime: '请求时间',
      completedDateTime: '结束时间',
      disconnect: '断开连接',
      timeStamp: '时间戳',
      trail: '生成时的审核记录',
      madeAt: '回执生成时间',
      madeBy: '生成程序',
    },
    sessions: '当时打开的会话',
    retirement: ({ connector, grant }) => `${connector} 的访问权限（授权 ${grant}）`,
    steps: '步骤',
    notEstablished: '未能确认的事项',
    everythingElse: '本回执未陈述的内容，均不由其证明。',
    events: '审核记录中的事件',
    none: '无。',
    more: (count) => `……另有 ${count} 项，见下方签名文本。`,
    signed: '签名文本 (JWS)',
    verify: ({ keys }) =>
      `以此文本为准，而非其周围的页面。请将其保存为文件，并用 assistd receipt verify 验证，或用任意 JWS 库和 ${keys} 处的密钥验证。`,
  },
};
