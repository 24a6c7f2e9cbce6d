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
  offer: {
    question: ({ organisation, partner }) => ({
      title: `可以通过 ${partner || '合作伙伴'} 协助哪些设备？`,
      body: `已在 ${partner || '合作伙伴'} 处创建了一个没有任何权限的帐户。请就 ${organisation || '你的组织'} 的设备授予它以下权限。此页面会自动继续。`,
    }),
    nothingGiven: ({ organisation, partner }) => ({
      title: `将 ${organisation || '该组织'} 连接到 ${partner || '合作伙伴'}？`,
      body: `${partner || '合作伙伴'} 不提供任何可以收回的授权。此后，通往它的链接由此处发放，并记录在审核记录中。`,
    }),
    account: '帐户',
    rights: '权限',
    open: '打开页面',
    offers: '已授予的内容',
    waiting: '尚无。',
    about: ({ name, devices, givenBy }) => `${name}，${devices} 台设备${givenBy ? `，由 ${givenBy} 授予` : ''}`,
    missing: (rights) => `缺少：${rights}`,
    excess: (rights) => `过多，请收回：${rights}`,
    take: '连接',
    refuse: '不要这些',
    trouble: '目前无法询问合作伙伴。此页面会自动重试。',
  },
  launch: {
    over: {
      title: '此链接已失效',
      body: '该链接已被打开过，或协助已结束。需要提供协助的人员请在原处重新获取链接。',
    },
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
