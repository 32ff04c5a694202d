import { entriesOf, type Section } from './texts.js';

export const ofPersons: readonly Section[] = [
  {
    tag: 'Members',
    about: { vi: 'Sổ nhân sự: những người mà hồ sơ nêu', en: 'The register of persons: who the records are about' },
    operations: {
      MembersController: {
        list: ['listMembers', 'Danh sách người trong sổ nhân sự', 'List the persons of the register'],
        one: ['getMember', 'Một người trong sổ nhân sự', 'One person of the register'],
        enter: ['enterMember', 'Ghi một người vào sổ nhân sự', 'Enter a person in the register'],
        stateParticulars: [
          'stateParticularsOfMember',
          'Ghi lại họ tên, ngày sinh, số thẻ đảng viên',
          'State name, day of birth and card number anew',
        ],
        holdPost: ['holdPost', 'Ghi chức vụ mà người này giữ', 'Record a post that a person holds'],
        endPost: ['endPost', 'Ghi việc thôi giữ chức vụ', 'Record the end of a post'],
        move: ['moveMembership', 'Ghi việc chuyển sinh hoạt đảng', 'Record a move of the membership'],
        changeStatus: ['changeStatusOfMember', 'Ghi việc thay đổi tư cách đảng viên', 'Record a change of status'],
        leave: [
          'recordLeaving',
          'Ghi việc người này không còn trong danh sách đảng viên',
          'Record that a person left the list of members',
        ],
        die: ['recordDeath', 'Ghi việc người này qua đời', 'Record that a person died'],
        linkSamePerson: [
          'linkSamePerson',
          'Ghi hai hồ sơ là của cùng một người',
          'Record that two records are of one person',
        ],
        unlinkSamePerson: [
          'unlinkSamePerson',
          'Bỏ ghi nhận hai hồ sơ là của cùng một người',
          'Record that two records are not of one person after all',
        ],
        ...entriesOf('Member', 'hồ sơ một người', 'the record of a person'),
      },
      MemberSearchController: {
        find: [
          'searchMembers',
          'Tìm người theo họ tên, số thẻ đảng viên hoặc mã',
          'Find persons by name, card number or code',
        ],
      },
      HeldController: {
        about: ['getHeldAboutMember', 'Mọi dữ liệu đang lưu về một người', 'Everything that is held about a person'],
        aboutSelf: ['getHeldAboutSelf', 'Mọi dữ liệu đang lưu về chính mình', 'Everything that is held about oneself'],
      },
    },
  },
];
