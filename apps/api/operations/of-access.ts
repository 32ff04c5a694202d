import { entriesOf, type Section, severalPersonsOf } from './texts.js';

export const ofAccess: readonly Section[] = [
  {
    tag: 'Sign-in',
    about: { vi: 'Đăng nhập và tài khoản của chính mình', en: "Signing in, and one's own account" },
    operations: {
      SessionsController: {
        signIn: ['signIn', 'Đăng nhập và nhận mã phiên', 'Sign in and get a token'],
        who: ['getCurrentSession', 'Người gửi yêu cầu là ai', 'Who sends the request'],
        signOut: ['signOut', 'Đăng xuất', 'Sign out'],
      },
      OwnAccountController: {
        account: ['getOwnAccount', 'Tài khoản của mình', 'The own account'],
        choose: ['choosePassword', 'Đặt mật khẩu của mình', 'Choose the own password'],
        sessions: ['listOwnSessions', 'Các phiên đăng nhập của mình', 'The own sessions'],
        end: ['endOwnSession', 'Kết thúc một phiên của mình', 'End one of the own sessions'],
      },
      OwnSecondFactorController: {
        state: ['getOwnSecondFactor', 'Xác thực hai lớp của mình', 'The own second factor'],
        begin: ['beginSecondFactor', 'Bắt đầu thiết lập xác thực hai lớp', 'Begin to set up a second factor'],
        confirm: ['confirmSecondFactor', 'Hoàn tất bằng mã đầu tiên', 'Complete it with a first code'],
        remove: ['removeOwnSecondFactor', 'Gỡ xác thực hai lớp của mình', 'Remove the own second factor'],
      },
    },
  },
  {
    tag: 'Accounts',
    about: { vi: 'Tài khoản của người khác và của chương trình', en: 'Accounts of others and of services' },
    operations: {
      AccountsController: {
        list: ['listAccounts', 'Danh sách tài khoản', 'List accounts'],
        open: ['openAccount', 'Mở tài khoản cho một người', 'Open an account for a person'],
        disable: ['disableAccount', 'Khóa tài khoản', 'Disable an account'],
        reset: ['resetCredential', 'Cấp lại lối vào cho một người', "Reset a person's credential"],
        removeSecondFactor: [
          'removeSecondFactor',
          'Gỡ xác thực hai lớp của một người',
          "Remove a person's second factor",
        ],
        agree: ['agreeToReset', 'Đồng ý cấp lại lối vào', 'Agree to the reset of a credential'],
        openService: ['openServiceAccount', 'Mở tài khoản cho chương trình', 'Open an account for a service'],
        issue: ['issueToken', 'Cấp mã cho chương trình', 'Issue a token of a service'],
        revoke: ['revokeToken', 'Thu hồi mã của chương trình', 'Revoke a token of a service'],
      },
    },
  },
  {
    tag: 'Roles',
    about: { vi: 'Vai trò, giao quyền và ủy quyền', en: 'Roles, grants and delegations' },
    operations: {
      GrantsController: {
        list: ['listGrants', 'Vai trò và ủy quyền của từng người', 'The grants and delegations of each person'],
        roles: ['listRoles', 'Các vai trò và quyền của vai trò', 'Roles and their permissions'],
        grant: ['grantRole', 'Giao vai trò', 'Grant a role'],
        withdraw: ['withdrawRole', 'Thu lại vai trò', 'Withdraw a role'],
        delegate: ['giveDelegation', 'Ủy quyền', 'Give a delegation'],
        endDelegation: ['endDelegation', 'Chấm dứt ủy quyền', 'End a delegation'],
        ...severalPersonsOf('Grant', 'giao vai trò', 'a grant'),
      },
      SetUpController: {
        read: ['getSetUp', 'Việc thiết lập kho dữ liệu mới', 'The set-up of a new store'],
        close: ['closeSetUp', 'Kết thúc việc thiết lập', 'Close the set-up'],
        ...severalPersonsOf('SetUp', 'việc thiết lập', 'the set-up'),
      },
    },
  },
  {
    tag: 'Erasures',
    about: { vi: 'Xóa nội dung được mã hóa bảo mật và yêu cầu lưu giữ', en: 'Erasures of sealed content, and holds' },
    operations: {
      ErasuresController: {
        list: ['listErasures', 'Danh sách việc xóa và yêu cầu lưu giữ', 'List erasures and holds'],
        rules: ['getErasureRules', 'Căn cứ pháp lý và thời gian chờ', 'Legal bases and delays'],
        hold: ['placeHold', 'Đặt yêu cầu lưu giữ', 'Place a hold'],
        lift: ['liftHold', 'Bỏ yêu cầu lưu giữ', 'Lift a hold'],
        request: ['requestErasure', 'Yêu cầu xóa', 'Request an erasure'],
        approve: ['approveErasure', 'Duyệt việc xóa', 'Approve an erasure'],
        withdraw: ['withdrawErasure', 'Rút yêu cầu xóa', 'Withdraw a request'],
        execute: ['executeErasure', 'Thực hiện việc xóa', 'Execute an erasure'],
        ...severalPersonsOf('Erasure', 'việc xóa hoặc yêu cầu lưu giữ', 'an erasure or a hold'),
        ...entriesOf('ErasureEntry', 'việc xóa hoặc yêu cầu lưu giữ', 'an erasure or a hold'),
      },
    },
  },
  {
    tag: 'Readings',
    about: { vi: 'Nhật ký tra cứu', en: 'The log of readings' },
    operations: {
      ReadingsController: {
        list: ['listReadings', 'Các lượt đọc của người khác', 'Readings by others'],
        report: [
          'getReadingReport',
          'Ai đã đọc gì về một đảng viên hoặc hồ sơ',
          'Who read what of a member or a record',
        ],
        mine: ['listOwnReadings', 'Các lượt đọc của mình', 'The own readings'],
      },
    },
  },
  {
    tag: 'Log',
    about: { vi: 'Tình trạng nhật ký và bảng số liệu', en: 'The state of the log and of the read models' },
    operations: {
      LogController: {
        show: ['getLog', 'Tình trạng nhật ký', 'The state of the log'],
        propose: ['proposeRestore', 'Đề nghị chấp nhận nhật ký đang có', 'Propose to accept the present log'],
        declare: ['declareRestore', 'Chấp nhận nhật ký đang có', 'Accept the present log'],
        proposeAside: [
          'proposeSettingAside',
          'Đề nghị gác điều bất thường sang một bên',
          'Propose to set an anomaly aside',
        ],
        setAside: ['setAside', 'Gác điều bất thường sang một bên', 'Set an anomaly aside'],
      },
      ParkedStreamsController: {
        list: [
          'listParkedStreams',
          'Các hồ sơ mà bảng số liệu chưa đọc được',
          'The streams that a read model could not process',
        ],
        retry: ['retryParkedStream', 'Đọc lại hồ sơ', 'Process a stream again'],
        skip: ['skipParkedEvent', 'Bỏ qua mục ghi không đọc được', 'Skip the entry that could not be processed'],
      },
    },
  },
];
