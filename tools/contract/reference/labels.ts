import type { Text } from './text.ts';

/** The headings and sentences of the pages, as Microsoft's localised documentation words them; `{name}` is filled in. */
export const labels = {
  emitted: [
    'Written by `npm run emit` from the contract.',
    'Escrito por `npm run emit` a partir do contrato.',
    '由 `npm run emit` 根据协定生成。',
  ],
  reference: ['API reference', 'Referência da API', 'API 参考'],
  referenceAbout: [
    'One page for each operation and each resource. [Failures](failures.md) lists every error.',
    'Uma página para cada operação e cada recurso. [Falhas](failures.md) lista todos os erros.',
    '每个操作和每个资源各有一页。所有错误列于[错误](failures.md)。',
  ],

  titleList: ['List {name}', 'Listar {name}', '列出 {name}'],
  titleGet: ['Get {type}', 'Obter {type}', '获取 {type}'],
  titleCreate: ['Create {type}', 'Criar {type}', '创建 {type}'],
  titleUpdate: ['Update {type}', 'Atualizar {type}', '更新 {type}'],
  titleDelete: ['Delete {type}', 'Excluir {type}', '删除 {type}'],
  titleAction: ['{name} action', 'Ação {name}', '{name} 操作'],
  titleFunction: ['{name} function', 'Função {name}', '{name} 函数'],
  titleResource: ['{type} resource type', 'Tipo de recurso {type}', '{type} 资源类型'],
  titleComplex: ['{type} complex type.', 'Tipo complexo {type}.', '{type} 复杂类型。'],
  titleEnum: ['{type} enumeration.', 'Enumeração {type}.', '{type} 枚举。'],
  titleFailures: ['Failures', 'Falhas', '错误'],

  namespace: ['Namespace: {names}', 'Namespace: {names}', '命名空间：{names}'],
  versions: ['Versions', 'Versões', '版本'],
  servedIn: ['Versions: {versions}', 'Versões: {versions}', '版本：{versions}'],
  operation: ['Operation', 'Operação', '操作'],

  permissions: ['Permissions', 'Permissões', '权限'],
  permissionsAbout: [
    'One of these permissions is required to call this API. They are listed from least to most privileged. The setting `permissions` says which column counts.',
    'Uma destas permissões é necessária para chamar esta API. Elas estão listadas da menos para a mais privilegiada. A configuração `permissions` define qual coluna vale.',
    '要调用此 API，需要以下权限之一。权限按特权从低到高排列。由设置 `permissions` 决定以哪一列为准。',
  ],
  permissionsFor: ['For:', 'Para:', '适用于：'],
  permissionType: ['Permission type', 'Tipo de permissão', '权限类型'],
  byDefault: ['{name} (default)', '{name} (padrão)', '{name}（默认）'],
  delegatedWork: [
    'Delegated (work or school account)',
    'Delegado (conta corporativa ou de estudante)',
    '委派（工作或学校帐户）',
  ],
  delegatedPersonal: [
    'Delegated (personal Microsoft account)',
    'Delegado (conta pessoal da Microsoft)',
    '委派（个人 Microsoft 帐户）',
  ],
  application: ['Application', 'Aplicativo', '应用程序'],
  notSupported: ['Not supported.', 'Sem suporte.', '不支持。'],

  httpRequest: ['HTTP request', 'Solicitação HTTP', 'HTTP 请求'],
  pathParameters: ['Path parameters', 'Parâmetros de caminho', '路径参数'],
  parameter: ['Parameter', 'Parâmetro', '参数'],
  keyOf: ['The id of the {type}.', 'O id do recurso {type}.', '{type} 的 id。'],
  pathUser: [
    'The id or the user principal name of a user.',
    'O id ou o nome principal (UPN) de um usuário.',
    '用户的 id 或用户主体名称 (UPN)。',
  ],
  pathRunState: [
    'Id of a run state: the id of the script and the id of the device, with a colon between them. The device is the one that counts.',
    'ID de um estado de execução: o ID do script e o ID do dispositivo, separados por dois-pontos. O dispositivo é o que conta.',
    '运行状态的 ID：脚本 ID 和设备 ID，中间以冒号分隔。起作用的是设备 ID。',
  ],
  pathAnything: [
    'Part of the documented address; any value is accepted.',
    'Parte do endereço documentado; qualquer valor é aceito.',
    '文档所载地址的一部分；接受任何值。',
  ],
  queryParameters: ['Optional query parameters', 'Parâmetros de consulta opcionais', '可选的查询参数'],
  noQueryParameters: [
    'This method does not support OData query parameters.',
    'Este método não dá suporte a parâmetros de consulta OData.',
    '此方法不支持 OData 查询参数。',
  ],
  countAlso: [
    '`GET …/$count` answers with the number alone.',
    '`GET …/$count` responde apenas com o número.',
    '`GET …/$count` 仅返回数量。',
  ],
  alwaysCounts: [
    'Without `$filter` and `$search`, the answer carries `@odata.count` unasked.',
    'Sem `$filter` e `$search`, a resposta traz `@odata.count` sem que seja solicitado.',
    '不带 `$filter` 和 `$search` 时，响应会主动附带 `@odata.count`。',
  ],
  requestHeaders: ['Request headers', 'Cabeçalhos da solicitação', '请求标头'],
  header: ['Header', 'Cabeçalho', '标头'],
  value: ['Value', 'Valor', '值'],
  authorization: ['`Bearer {token}`. Required.', '`Bearer {token}`. Obrigatório.', '`Bearer {token}`。必需。'],
  contentType: ['`application/json`. Required.', '`application/json`. Obrigatório.', '`application/json`。必需。'],
  requestBody: ['Request body', 'Corpo da solicitação', '请求正文'],
  noBody: [
    'Do not supply a request body for this method.',
    'Não forneça um corpo da solicitação para este método.',
    '请勿为此方法提供请求正文。',
  ],
  noBodyOrEmpty: [
    'Do not supply a request body for this method, or send `{}`.',
    'Não forneça um corpo da solicitação para este método, ou envie `{}`.',
    '请勿为此方法提供请求正文，或发送 `{}`。',
  ],
  bodyCreate: [
    'In the request body, supply a JSON representation of a [{type}]({link}). These properties can be set:',
    'No corpo da solicitação, forneça uma representação JSON de um objeto [{type}]({link}). Estas propriedades podem ser definidas:',
    '在请求正文中，提供 [{type}]({link}) 对象的 JSON 表示形式。可以设置以下属性：',
  ],
  bodyUpdate: [
    'In the request body, supply only the properties of the [{type}]({link}) that change. These can be set:',
    'No corpo da solicitação, forneça somente as propriedades do objeto [{type}]({link}) que mudam. Estas podem ser definidas:',
    '在请求正文中，仅提供 [{type}]({link}) 对象中要更改的属性。可以设置以下属性：',
  ],
  bodyAction: [
    'In the request body, supply a JSON representation of the parameters.',
    'No corpo da solicitação, forneça uma representação JSON dos parâmetros.',
    '在请求正文中，提供参数的 JSON 表示形式。',
  ],
  clientChoosesId: [
    '`id` may be set as well, to a GUID; without it the service chooses one.',
    '`id` também pode ser definido, como um GUID; sem ele, o serviço escolhe um.',
    '也可以将 `id` 设置为一个 GUID；不设置时由服务选择。',
  ],

  property: ['Property', 'Propriedade', '属性'],
  type: ['Type', 'Tipo', '类型'],
  nullable: ['Nullable', 'Anulável', '可空'],
  yes: ['Yes', 'Sim', '是'],
  no: ['No', 'Não', '否'],
  description: ['Description', 'Descrição', '说明'],
  properties: ['Properties', 'Propriedades', '属性'],
  key: ['{name} is the key.', '{name} é a chave.', '{name} 为键。'],
  readOnly: ['Read-only.', 'Somente leitura.', '只读。'],
  onlyIn: ['Only in {versions}.', 'Somente em {versions}.', '仅在 {versions} 中。'],
  selectOnly: [
    'Given only when one {type} is read and `$select` names it.',
    'Fornecida somente quando um único objeto {type} é lido e `$select` a nomeia.',
    '仅在读取单个 {type} 且 `$select` 指定此属性时返回。',
  ],
  methods: ['Methods', 'Métodos', '方法'],
  method: ['Method', 'Método', '方法'],
  members: ['Members: {names}', 'Membros: {names}', '成员：{names}'],

  response: ['Response', 'Resposta', '响应'],
  answersList: [
    'If successful, this method returns a `200 OK` response code and a collection of [{type}]({link}) objects in the response body. `@odata.nextLink` leads to the next page; it is absent on the last.',
    'Se tiver êxito, este método retornará um código de resposta `200 OK` e uma coleção de objetos [{type}]({link}) no corpo da resposta. `@odata.nextLink` leva à próxima página; na última, está ausente.',
    '如果成功，此方法在响应正文中返回 `200 OK` 响应代码和 [{type}]({link}) 对象的集合。`@odata.nextLink` 指向下一页；最后一页没有此项。',
  ],
  answersGet: [
    'If successful, this method returns a `200 OK` response code and a [{type}]({link}) object in the response body.',
    'Se tiver êxito, este método retornará um código de resposta `200 OK` e um objeto [{type}]({link}) no corpo da resposta.',
    '如果成功，此方法在响应正文中返回 `200 OK` 响应代码和 [{type}]({link}) 对象。',
  ],
  answersUpdate: [
    'If successful, this method returns a `200 OK` response code and the updated [{type}]({link}) object in the response body; with `Prefer: return=minimal`, a `204 No Content` response code and no body.',
    'Se tiver êxito, este método retornará um código de resposta `200 OK` e o objeto [{type}]({link}) atualizado no corpo da resposta; com `Prefer: return=minimal`, um código de resposta `204 No Content`, sem corpo.',
    '如果成功，此方法在响应正文中返回 `200 OK` 响应代码和更新后的 [{type}]({link}) 对象；使用 `Prefer: return=minimal` 时返回 `204 No Content` 响应代码，不带正文。',
  ],
  answersCreate: [
    'If successful, this method returns a `201 Created` response code and the new [{type}]({link}) object in the response body; with `Prefer: return=minimal`, a `204 No Content` response code and no body. `Location` is its address.',
    'Se tiver êxito, este método retornará um código de resposta `201 Created` e o novo objeto [{type}]({link}) no corpo da resposta; com `Prefer: return=minimal`, um código de resposta `204 No Content`, sem corpo. `Location` é o endereço dele.',
    '如果成功，此方法在响应正文中返回 `201 Created` 响应代码和新的 [{type}]({link}) 对象；使用 `Prefer: return=minimal` 时返回 `204 No Content` 响应代码，不带正文。`Location` 是其地址。',
  ],
  answersNothing: [
    'If successful, this method returns a `204 No Content` response code.',
    'Se tiver êxito, este método retornará um código de resposta `204 No Content`.',
    '如果成功，此方法返回 `204 No Content` 响应代码。',
  ],
  answersValue: [
    'If successful, this method returns a `200 OK` response code and a value of type {value} in the response body: {description}',
    'Se tiver êxito, este método retornará um código de resposta `200 OK` e um valor do tipo {value} no corpo da resposta: {description}',
    '如果成功，此方法在响应正文中返回 `200 OK` 响应代码和 {value} 类型的值：{description}',
  ],
  errors: [
    'Errors are in [Failures](failures.md).',
    'Os erros estão em [Falhas](failures.md).',
    '失败时请参阅[错误](failures.md)。',
  ],
  example: ['Example', 'Exemplo', '示例'],
  request: ['Request', 'Solicitação', '请求'],

  failuresAbout: [
    'Every error that the service tells a client. `code` is what programs match on; `message` is in English and is not localised. Where `layer` is `gateway`, `message` is plain text; where it is `service`, it is JSON inside the text, as in Intune. `details` says what to do where `message` is fixed by what Graph says.',
    'Todos os erros que o serviço informa a um cliente. `code` é o que os programas comparam; `message` está em inglês e não é localizada. Onde `layer` é `gateway`, `message` é texto simples; onde é `service`, é JSON dentro do texto, como no Intune. `details` diz o que fazer onde `message` é fixada pelo que o Graph diz.',
    '服务告知客户端的所有错误。程序以 `code` 进行匹配；`message` 为英文，不进行本地化。`layer` 为 `gateway` 时，`message` 为纯文本；为 `service` 时，是文本中的 JSON，与 Intune 相同。当 `message` 由 Graph 的措辞固定时，`details` 说明应如何处理。',
  ],
  failure: ['Failure', 'Falha', '错误'],
  status: ['Status', 'Status', '状态'],
  meaning: ['Meaning', 'Significado', '含义'],
} as const satisfies Readonly<Record<string, Text>>;

export type Label = keyof typeof labels;
