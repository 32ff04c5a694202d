import { refusals } from '#kernel/rejection';

/** Why a change of the record of a person is refused. No sentence and no detail names a person. */
export const refuse = refusals({
  MemberEnteredAlready: {
    vi: 'Mã này đã có trong sổ nhân sự; hãy dùng hồ sơ đã có, hoặc ghi nhận thông tin mới của người đó vào hồ sơ ấy',
    en: 'This id is already in the register of persons; use that record, or state the new particulars there',
  },
  MemberNotEntered: {
    vi: 'Người này chưa được ghi vào sổ nhân sự, hoặc việc ghi đã bị hủy (nhập sai); hãy ghi người này vào sổ trước',
    en: 'This person is not entered in the register, or the entry was annulled (entered wrongly); enter the person first',
  },
  EntriesStand: {
    vi: 'Hồ sơ của người này còn ghi nhận khác (mục ghi số {entry}) nên chưa hủy được việc ghi vào sổ; hãy hủy các ghi nhận đó trước',
    en: 'The record of this person has other entries (entry {entry}), so its first entry cannot be annulled yet; annul the others first',
  },
  IdFixed: {
    vi: 'Mã ở “{field}” không sửa được; hãy hủy mục ghi (nêu rõ đã nhập sai điều gì) và ghi nhận lại',
    en: 'The id in “{field}” cannot be corrected; annul the entry (say what was entered wrongly) and record it again',
  },
  DayAhead: {
    vi: 'Ngày {on} ở mục “{field}” ở sau ngày ghi nhận {today}; hãy nêu ngày không muộn hơn',
    en: 'The day {on} in “{field}” is after the day of recording, {today}; give a day no later than that',
  },
  DayTooFarAhead: {
    vi: 'Ngày {on} ở mục “{field}” ở sau ngày ghi nhận quá 10 năm; hãy kiểm tra năm',
    en: 'The day {on} in “{field}” is more than ten years after the day of recording; check the year',
  },
  PostHeldTwice: {
    vi: 'Người này đã giữ chính chức vụ đó của tổ chức đảng ấy trong cùng thời gian (mục ghi số {entry}); hãy kiểm tra các ngày, hoặc ghi nhận ngày thôi giữ chức vụ trước',
    en: 'This person already holds that post of that organization at the same time (entry {entry}); check the days, or end that post first',
  },
  PostsExclude: {
    vi: 'Không ai vừa là bí thư vừa là phó bí thư của một tổ chức đảng trong cùng thời gian (mục ghi số {entry}); hãy kiểm tra các ngày, hoặc ghi nhận ngày thôi giữ chức vụ trước',
    en: 'Nobody is secretary and deputy secretary of one organization at the same time (entry {entry}); check the days, or end that post first',
  },
  PostEndsBeforeStart: {
    vi: 'Ngày cuối giữ chức vụ {to} ở trước ngày bắt đầu {from}; hãy kiểm tra hai ngày này',
    en: 'The last day of the post, {to}, is before its first day, {from}; check both days',
  },
  NoSuchPost: {
    vi: 'Hồ sơ của người này không có chức vụ được nêu, hoặc ghi nhận về chức vụ đó đã bị hủy; hãy xem lại các chức vụ của người này, hoặc hủy mục ghi kết thúc chức vụ đó trước',
    en: 'The record of this person has no such post, or its entry is annulled; look at the posts of the person again, or first annul the entry that ends the post',
  },
  PostEndedAlready: {
    vi: 'Việc thôi giữ chức vụ này đã được ghi nhận (mục ghi số {entry}); nếu nhập sai thì sửa mục ghi đó',
    en: 'The end of this post is already recorded (entry {entry}); correct that entry if it is wrong',
  },
  LeftBefore: {
    vi: 'Người này không còn trong danh sách đảng viên từ sau ngày {leftOn}, trước ngày {on}; hãy kiểm tra hai ngày này, hoặc ghi nhận trước việc người đó được tiếp nhận lại',
    en: 'This person was no longer a member after {leftOn}, before {on}; check both days, or first record that the person was taken in again',
  },
  DiedBefore: {
    vi: 'Người này đã qua đời ngày {diedOn}, trước ngày {on}; hãy kiểm tra hai ngày này',
    en: 'This person died on {diedOn}, before {on}; check both days',
  },
  DiedAlready: {
    vi: 'Ngày người này qua đời đã được ghi nhận (mục ghi số {entry}); nếu nhập sai thì sửa mục ghi đó',
    en: 'The death of this person is already recorded (entry {entry}); correct that entry if it is wrong',
  },
  TakenInNowhere: {
    vi: 'Người đã thôi sinh hoạt đảng chỉ được tiếp nhận lại vào một tổ chức đảng trong sổ; hãy nêu tổ chức đảng đó',
    en: 'A person who left is taken in again by an organization of the register; name that organization',
  },
  MovedTwice: {
    vi: 'Việc chuyển sinh hoạt đảng ngày {on} đã được ghi nhận (mục ghi số {entry}); nếu nhập sai thì sửa mục ghi đó',
    en: 'A move on {on} is already recorded (entry {entry}); correct that entry if it is wrong',
  },
  StatusTwice: {
    vi: 'Việc thay đổi tư cách đảng viên ngày {on} đã được ghi nhận (mục ghi số {entry}); nếu nhập sai thì sửa mục ghi đó',
    en: 'A change of status on {on} is already recorded (entry {entry}); correct that entry if it is wrong',
  },
  OfficialAlready: {
    vi: 'Đảng viên chính thức không trở lại thành đảng viên dự bị ngày {on}, trừ khi đã ra khỏi Đảng rồi được tiếp nhận lại; hãy kiểm tra ngày, hoặc ghi nhận việc đó trước',
    en: 'An official member does not become probationary on {on}, unless the person left and was taken in again; check the day, or record that first',
  },
  LinkedToItself: {
    vi: 'Hồ sơ không thể được ghi là cùng một người với chính nó; hãy nêu mã của hồ sơ kia',
    en: 'A record cannot be linked to itself; give the id of the other record',
  },
  LinkedAlready: {
    vi: 'Hai hồ sơ này đã được ghi nhận là của cùng một người (mục ghi số {entry}); không cần ghi nhận lại',
    en: 'The two records are already linked as of one person (entry {entry}); there is nothing to record',
  },
  NotLinked: {
    vi: 'Hồ sơ này không ghi nhận là cùng một người với hồ sơ được nêu; nếu việc đó được ghi ở hồ sơ kia thì hãy bỏ ở hồ sơ kia',
    en: 'This record does not link to the one named; if the link was recorded in the other record, remove it there',
  },
  UnlinkedBeforeLink: {
    vi: 'Ngày bỏ ghi nhận cùng một người {unlinkedOn} ở trước ngày xác định {foundOn}; hãy kiểm tra hai ngày này',
    en: 'The day of the unlinking, {unlinkedOn}, is before the day on which the two were found to be one person, {foundOn}; check both days',
  },
});
